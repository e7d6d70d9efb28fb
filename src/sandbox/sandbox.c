#include "sandbox/sandbox.h"

#include <asm/sockios.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/capability.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/err.h"
#include "sandbox/sandbox_serve.h"

#define NOBODY 65534
#define MEMORY_MAX (UINT64_C(1) << 30)

static int drop_user(struct err *err)
{
	if (geteuid() != 0)
		return 0;
	if (setgroups(0, NULL) < 0 || setresgid(NOBODY, NOBODY, NOBODY) < 0 ||
	    setresuid(NOBODY, NOBODY, NOBODY) < 0)
		return err_errno(err, "cannot become an ordinary user");
	/* Belt and braces: if any of this can be undone, something is very wrong. */
	if (setuid(0) == 0 || geteuid() == 0)
		return err_set(err, -EPERM, "root came back after it was given up");
	return 0;
}

static int drop_capabilities(struct err *err)
{
	cap_t none = cap_init();
	int r = none ? cap_set_proc(none) : -1;

	if (none)
		(void)cap_free(none);
	return r < 0 ? err_errno(err, "cannot give up capabilities") : 0;
}

static int set_limits(struct err *err)
{
	const struct {
		__rlimit_resource_t what;
		rlim_t most;
	} limits[] = {
		{ RLIMIT_CORE, 0 },  /* a core file would hold what the device sent */
		{ RLIMIT_FSIZE, 0 }, /* sockets and pipes do not count */
		{ RLIMIT_AS, MEMORY_MAX },
	};

	for (size_t i = 0; i < ARRAY_LEN(limits); i++) {
		struct rlimit l = { .rlim_cur = limits[i].most, .rlim_max = limits[i].most };

		if (setrlimit(limits[i].what, &l) < 0)
			return err_errno(err, "cannot limit the worker");
	}
	return 0;
}

/* Flags of a call by which it would do what is refused. */
static const struct {
	int call;
	unsigned argument; /* which one holds them */
	unsigned flags[8];
} refused_flags[] = {
	/* Making, emptying and mapping a file need no byte within RLIMIT_FSIZE. */
	{ SCMP_SYS(open), 1, { O_WRONLY, O_RDWR, O_CREAT, O_TRUNC } },
	{ SCMP_SYS(openat), 2, { O_WRONLY, O_RDWR, O_CREAT, O_TRUNC } },
	{ SCMP_SYS(clone),
	  0,
	  { CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC, CLONE_NEWUSER, CLONE_NEWPID,
	    CLONE_NEWNET } },
};

/* Commands of a call by which it would reach other processes. */
static const struct {
	int call;
	unsigned argument;  /* which one is the command */
	unsigned values[5]; /* ends with 0 */
} refused_values[] = {
	/* Keys put into the terminal that we were started from are read by the user's shell. */
	{ SCMP_SYS(ioctl), 1, { TIOCSTI, TIOCLINUX, FIOSETOWN, SIOCSPGRP } },
	/* The kernel would send a signal in our place. */
	{ SCMP_SYS(fcntl), 1, { F_SETOWN, F_SETOWN_EX, F_SETSIG } },
	{ SCMP_SYS(fcntl64), 1, { F_SETOWN, F_SETOWN_EX, F_SETSIG } },
};

/* The kernel looks at the lower half of a command, and so does the filter. */
static int refuse_values(scmp_filter_ctx filter)
{
	int r = 0;

	for (size_t i = 0; i < ARRAY_LEN(refused_values); i++)
		for (const unsigned *value = refused_values[i].values; r == 0 && *value; value++) {
			r = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), refused_values[i].call,
					     1,
					     SCMP_CMP(refused_values[i].argument,
						      SCMP_CMP_MASKED_EQ, UINT32_MAX, *value));
			if (r == -EDOM)
				r = 0;
		}
	return r;
}

/* abort() and threads send signals to their own process, and limits are read of it (0). */
static int refuse_others(scmp_filter_ctx filter)
{
	int r = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(tgkill), 1,
				 SCMP_CMP(0, SCMP_CMP_NE, (scmp_datum_t)getpid()));

	return r < 0 ? r
		     : seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(prlimit64), 1,
					SCMP_CMP(0, SCMP_CMP_NE, 0));
}

static int refuse_flags(scmp_filter_ctx filter)
{
	int r = 0;

	for (size_t i = 0; i < ARRAY_LEN(refused_flags); i++)
		for (const unsigned *flag = refused_flags[i].flags; r == 0 && *flag; flag++) {
			r = seccomp_rule_add(
			    filter, SCMP_ACT_ERRNO(EPERM), refused_flags[i].call, 1,
			    SCMP_CMP(refused_flags[i].argument, SCMP_CMP_MASKED_EQ, *flag, *flag));
			if (r == -EDOM)
				r = 0;
		}
	/* Its flags are out of the filter's sight; without it libc takes clone. */
	return r < 0 ? r : seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
}

/* A list of refusals: TLS, DNS and threads inside libraries need more than can be listed. */
static int filter_calls(struct err *err)
{
	/* clang-format off */
	static const int refused[] = {
		SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(ptrace), SCMP_SYS(kill),
		SCMP_SYS(tkill), SCMP_SYS(rt_sigqueueinfo), SCMP_SYS(rt_tgsigqueueinfo),
		SCMP_SYS(pidfd_send_signal), SCMP_SYS(pidfd_getfd),
		SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev),
		SCMP_SYS(mount), SCMP_SYS(umount2), SCMP_SYS(pivot_root), SCMP_SYS(chroot),
		SCMP_SYS(unshare), SCMP_SYS(setns), SCMP_SYS(bpf), SCMP_SYS(keyctl),
		SCMP_SYS(add_key), SCMP_SYS(request_key), SCMP_SYS(userfaultfd),
		SCMP_SYS(perf_event_open), SCMP_SYS(io_uring_setup), SCMP_SYS(init_module),
		SCMP_SYS(finit_module), SCMP_SYS(delete_module), SCMP_SYS(kexec_load),
		SCMP_SYS(reboot),
		SCMP_SYS(creat), SCMP_SYS(openat2), SCMP_SYS(mknod), SCMP_SYS(mknodat),
		SCMP_SYS(mkdir), SCMP_SYS(mkdirat), SCMP_SYS(rmdir), SCMP_SYS(unlink),
		SCMP_SYS(unlinkat), SCMP_SYS(rename), SCMP_SYS(renameat), SCMP_SYS(renameat2),
		SCMP_SYS(link), SCMP_SYS(linkat), SCMP_SYS(symlink), SCMP_SYS(symlinkat),
		SCMP_SYS(truncate), SCMP_SYS(ftruncate), SCMP_SYS(fallocate),
		SCMP_SYS(chmod), SCMP_SYS(fchmod), SCMP_SYS(fchmodat),
		452, /* fchmodat2, which libseccomp 2.5 has no name for */
		SCMP_SYS(chown), SCMP_SYS(fchown), SCMP_SYS(lchown), SCMP_SYS(fchownat),
		SCMP_SYS(utime), SCMP_SYS(utimes), SCMP_SYS(futimesat), SCMP_SYS(utimensat),
		SCMP_SYS(setxattr), SCMP_SYS(lsetxattr), SCMP_SYS(fsetxattr),
		SCMP_SYS(removexattr), SCMP_SYS(lremovexattr), SCMP_SYS(fremovexattr),
		SCMP_SYS(listen), SCMP_SYS(accept), SCMP_SYS(accept4),
	};
	/* clang-format on */
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	int r = filter ? 0 : -ENOMEM;

	for (size_t i = 0; r == 0 && i < ARRAY_LEN(refused); i++) {
		r = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), refused[i], 0);
		/* A call that this architecture has not is one that cannot be made. */
		if (r == -EDOM)
			r = 0;
	}
	if (r == 0)
		r = refuse_flags(filter);
	if (r == 0)
		r = refuse_values(filter);
	if (r == 0)
		r = refuse_others(filter);
	if (r == 0)
		r = seccomp_load(filter);
	seccomp_release(filter);
	return r < 0 ? err_set(err, r, "cannot load the system call filter: %s", strerror(-r)) : 0;
}

int sandbox_enter(enum sandbox kind, struct err *err)
{
	int r;

	switch (kind) {
	case SANDBOX_NETWORK:
		break;
	case SANDBOX_PARSE:
		return sandbox_serve_enter(
		    &(struct sandbox_serve){
			.kind = kind, .uid = NOBODY, .gid = NOBODY, .folder = -1 },
		    err);
	case SANDBOX_FRONT:
	case SANDBOX_REGISTRAR:
	case SANDBOX_JOBS:
	case SANDBOX_SIGNER:
	case SANDBOX_HAND:
		return err_set(err, E_USAGE, "this sandbox needs to be told more");
	}
	r = drop_user(err);
	if (r == 0)
		r = drop_capabilities(err);
	if (r == 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		r = err_errno(err, "cannot give up new privileges");
	if (r == 0)
		r = set_limits(err);
	if (r == 0)
		r = filter_calls(err);
	return r;
}
