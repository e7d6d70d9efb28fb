#include "sandbox/sandbox.h"

#include <grp.h>
#include <seccomp.h>
#include <sys/capability.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/err.h"

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
		{ RLIMIT_CORE, 0 },	/* a core file would hold what the device sent */
		{ RLIMIT_FSIZE, 0 },	/* sockets and pipes do not count */
		{ RLIMIT_AS, MEMORY_MAX },
	};

	for (size_t i = 0; i < ARRAY_LEN(limits); i++) {
		struct rlimit l = { .rlim_cur = limits[i].most, .rlim_max = limits[i].most };

		if (setrlimit(limits[i].what, &l) < 0)
			return err_errno(err, "cannot limit the worker");
	}
	return 0;
}

/* A list of refusals: TLS, DNS and threads inside libraries need more than can be listed tightly. */
static int filter_calls(struct err *err)
{
	static const int refused[] = {
		SCMP_SYS(execve),	     SCMP_SYS(execveat),  SCMP_SYS(ptrace),
		SCMP_SYS(process_vm_readv),  SCMP_SYS(process_vm_writev),
		SCMP_SYS(mount),	     SCMP_SYS(umount2),	  SCMP_SYS(pivot_root),
		SCMP_SYS(chroot),	     SCMP_SYS(unshare),	  SCMP_SYS(setns),
		SCMP_SYS(bpf),		     SCMP_SYS(keyctl),	  SCMP_SYS(add_key),
		SCMP_SYS(request_key),	     SCMP_SYS(userfaultfd), SCMP_SYS(perf_event_open),
		SCMP_SYS(init_module),	     SCMP_SYS(finit_module), SCMP_SYS(delete_module),
		SCMP_SYS(kexec_load),	     SCMP_SYS(reboot),	  SCMP_SYS(unlink),
		SCMP_SYS(unlinkat),	     SCMP_SYS(rename),	  SCMP_SYS(renameat),
		SCMP_SYS(renameat2),	     SCMP_SYS(mkdir),	  SCMP_SYS(mkdirat),
		SCMP_SYS(link),		     SCMP_SYS(linkat),	  SCMP_SYS(symlink),
		SCMP_SYS(symlinkat),	     SCMP_SYS(truncate),  SCMP_SYS(chmod),
		SCMP_SYS(fchmodat),	     SCMP_SYS(listen),	  SCMP_SYS(accept),
		SCMP_SYS(accept4),
	};
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	int r = filter ? 0 : -ENOMEM;

	for (size_t i = 0; r == 0 && i < ARRAY_LEN(refused); i++) {
		r = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), refused[i], 0);
		/* A call that this architecture has not is one that cannot be made. */
		if (r == -EDOM)
			r = 0;
	}
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
