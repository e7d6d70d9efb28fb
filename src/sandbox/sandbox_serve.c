/*
 * Each kind is a row: which groups of system calls are refused, how much memory, what of the file
 * system.  The filter refuses by list, as in sandbox.c: libraries (SQLite, GnuTLS, pango) need more
 * than can be listed, but what a process must not do is short.
 *
 * Landlock speaks about paths, which a filter of calls cannot see; a kernel without it leaves the
 * owner and mode of the files, and the filter's rule that files are made by one descriptor alone.
 */
#include "sandbox/sandbox_serve.h"

#include <fcntl.h>
#include <grp.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <sys/capability.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fd.h"

#define MIB (UINT64_C(1) << 20)

/* Groups of calls. */
enum {
	NEVER = 1 << 0,   /* nobody here: programs, other processes' memory, the machine */
	SOCKETS = 1 << 1, /* a socket of its own */
	ACCEPT = 1 << 2,  /* a connection of somebody else */
	PROCESS = 1 << 3, /* children and signals */
	CHANGE = 1 << 4,  /* names, modes and sizes of files */
};

/* clang-format off */
static const int never[] = {
	SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(ptrace), SCMP_SYS(process_vm_readv),
	SCMP_SYS(process_vm_writev), SCMP_SYS(pidfd_getfd), SCMP_SYS(mount), SCMP_SYS(umount2),
	SCMP_SYS(pivot_root), SCMP_SYS(chroot), SCMP_SYS(unshare), SCMP_SYS(setns), SCMP_SYS(bpf),
	SCMP_SYS(keyctl), SCMP_SYS(add_key), SCMP_SYS(request_key), SCMP_SYS(userfaultfd),
	SCMP_SYS(perf_event_open), SCMP_SYS(io_uring_setup), SCMP_SYS(init_module),
	SCMP_SYS(finit_module), SCMP_SYS(delete_module), SCMP_SYS(kexec_load), SCMP_SYS(reboot),
	SCMP_SYS(openat2), SCMP_SYS(creat), SCMP_SYS(mknod), SCMP_SYS(mknodat),
	SCMP_SYS(open_by_handle_at), SCMP_SYS(memfd_create), SCMP_SYS(listen), SCMP_SYS(bind),
};
static const int sockets[] = { SCMP_SYS(socket), SCMP_SYS(connect) };
static const int accepting[] = { SCMP_SYS(accept), SCMP_SYS(accept4) };
static const int processes[] = {
	SCMP_SYS(fork), SCMP_SYS(vfork), SCMP_SYS(clone), SCMP_SYS(kill), SCMP_SYS(tkill),
	SCMP_SYS(pidfd_open), SCMP_SYS(pidfd_send_signal), SCMP_SYS(rt_sigqueueinfo),
};
static const int changes[] = {
	SCMP_SYS(mkdir), SCMP_SYS(mkdirat), SCMP_SYS(rmdir), SCMP_SYS(unlink), SCMP_SYS(rename),
	SCMP_SYS(renameat), SCMP_SYS(renameat2), SCMP_SYS(link), SCMP_SYS(linkat),
	SCMP_SYS(symlink), SCMP_SYS(symlinkat), SCMP_SYS(truncate), SCMP_SYS(ftruncate),
	SCMP_SYS(fallocate), SCMP_SYS(chmod), SCMP_SYS(fchmod), SCMP_SYS(fchmodat),
	452, /* fchmodat2, which libseccomp 2.5 has no name for */
	SCMP_SYS(chown), SCMP_SYS(fchown), SCMP_SYS(lchown), SCMP_SYS(fchownat),
};
/* clang-format on */

static const struct {
	unsigned group;
	const int *calls;
	size_t n;
} groups[] = {
	{ NEVER, never, ARRAY_LEN(never) },          { SOCKETS, sockets, ARRAY_LEN(sockets) },
	{ ACCEPT, accepting, ARRAY_LEN(accepting) }, { PROCESS, processes, ARRAY_LEN(processes) },
	{ CHANGE, changes, ARRAY_LEN(changes) },
};

/* What a kind may not do, and how much memory it may have. */
struct kind {
	unsigned refused;
	bool writes; /* files, wherever their modes and Landlock let it */
	uint64_t memory;
};

static struct kind kind_of(enum sandbox kind)
{
	switch (kind) {
	case SANDBOX_FRONT:
		return (struct kind){ NEVER | SOCKETS | PROCESS | CHANGE, false, 4096 * MIB };
	case SANDBOX_REGISTRAR:
		return (struct kind){ NEVER | SOCKETS | ACCEPT | PROCESS, true, 4096 * MIB };
	case SANDBOX_SIGNER:
		return (struct kind){ NEVER | SOCKETS | ACCEPT | PROCESS, true, 2048 * MIB };
	case SANDBOX_JOBS:
		return (struct kind){ NEVER | ACCEPT | PROCESS | CHANGE, false, 1024 * MIB };
	case SANDBOX_HAND:
		return (struct kind){ NEVER | SOCKETS | ACCEPT | CHANGE, false, 2048 * MIB };
	case SANDBOX_NETWORK:
	case SANDBOX_PARSE:
		break;
	}
	return (struct kind){ NEVER | SOCKETS | ACCEPT | PROCESS | CHANGE, false, 1024 * MIB };
}

static int drop_user(const struct sandbox_serve *s, struct err *err)
{
	cap_t none;

	if (geteuid() == 0 && s->uid != 0) {
		if (setgroups(0, NULL) < 0 || setresgid(s->gid, s->gid, s->gid) < 0 ||
		    setresuid(s->uid, s->uid, s->uid) < 0)
			return err_errno(err, "cannot become an ordinary user");
		/* Belt and braces: if any of this can be undone, something is very wrong. */
		if (setuid(0) == 0 || geteuid() == 0)
			return err_set(err, -EPERM, "root came back after it was given up");
	}
	none = cap_init();
	int r = none ? cap_set_proc(none) : -1;
	if (none)
		(void)cap_free(none);
	if (r < 0)
		return err_errno(err, "cannot give up capabilities");
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return err_errno(err, "cannot give up new privileges");
	/* Others of the same user see no more of it than they must. */
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
		return err_errno(err, "cannot hide the memory");
	return 0;
}

static int limit(__rlimit_resource_t what, uint64_t most, struct err *err)
{
	struct rlimit l;

	if (getrlimit(what, &l) < 0)
		return err_errno(err, "cannot read a limit");
	if (l.rlim_max == RLIM_INFINITY || most < l.rlim_max)
		l.rlim_max = most == UINT64_MAX ? RLIM_INFINITY : most;
	l.rlim_cur = l.rlim_max;
	return setrlimit(what, &l) < 0 ? err_errno(err, "cannot limit the process") : 0;
}

static int set_limits(const struct sandbox_serve *s, uint64_t memory, struct err *err)
{
	int r = limit(RLIMIT_CORE, 0, err);

	if (r == 0)
		r = limit(RLIMIT_FSIZE, s->file_max, err);
	if (r == 0)
		r = limit(RLIMIT_AS, memory, err);
	if (r == 0 && s->descriptors > 0)
		r = limit(RLIMIT_NOFILE, s->descriptors, err);
	return r;
}

/* ---- the file system ---- */

/* Which edition the kernel has; 0 and below: none. */
static long landlock_edition(void)
{
	return syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

/* The rights of the first edition of Landlock, which every later one has. */
#define READING (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define WRITING                                                        \
	(LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG | \
	 LANDLOCK_ACCESS_FS_REMOVE_FILE)
#define FOLDERS (LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_REMOVE_DIR)
/* From one folder into another; the second edition's, which the first one never allows. */
#define MOVING (UINT64_C(1) << 13)
#define MOVING_SINCE 2
#define ALL_RIGHTS                                                                        \
	(READING | WRITING | LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_REMOVE_DIR | \
	 LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR |                     \
	 LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |                    \
	 LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM)

static int grant(int rules, int folder, uint64_t rights, struct err *err)
{
	struct landlock_path_beneath_attr rule = { .allowed_access = rights, .parent_fd = folder };

	if (syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) < 0)
		return err_errno(err, "cannot say which files may be used");
	return 0;
}

/* What libraries read late: fonts, character sets, time zones, names of hosts. */
static const char *const shared[] = {
	"/usr/share",
	"/usr/local/share",
	"/usr/lib",
	"/etc",
	"/var/cache/fontconfig",
	/* Where /etc/resolv.conf may really lie. */
	"/run/systemd/resolve",
	"/run/resolvconf",
	"/run/NetworkManager",
};

/* reads: a folder below which files may be opened for reading; 0: none. */
static int close_files(int folder, uint64_t rights, int reads, bool libraries, struct err *err)
{
	struct landlock_ruleset_attr attr = { .handled_access_fs = ALL_RIGHTS | (rights & MOVING) };
	int r = 0;

	/* Who has to move files is kept apart by owner and modes where it cannot be said here. */
	if (landlock_edition() < ((rights & MOVING) ? MOVING_SINCE : 1))
		return 0;
	CLEANUP(fd_close)
	int rules = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr), 0);
	if (rules < 0)
		return err_errno(err, "cannot say which files may be used");
	if (folder >= 0)
		r = grant(rules, folder, rights, err);
	if (r == 0 && reads > 0)
		r = grant(rules, reads, LANDLOCK_ACCESS_FS_READ_FILE, err);
	for (size_t i = 0; r == 0 && libraries && i < ARRAY_LEN(shared); i++) {
		CLEANUP(fd_close) int place = open(shared[i], O_PATH | O_CLOEXEC);

		if (place >= 0)
			r = grant(rules, place, READING, err);
	}
	if (r == 0 && syscall(SYS_landlock_restrict_self, rules, 0) < 0)
		r = err_errno(err, "cannot give up the rest of the file system");
	return r;
}

/* ---- the filter ---- */

/* A call that this architecture has not is one that cannot be made. */
static int refuse(scmp_filter_ctx filter, int call, unsigned n, const struct scmp_arg_cmp *when)
{
	int r = seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EPERM), call, n, when);

	return r == -EDOM ? 0 : r;
}

/*
 * Opening by which something could be changed: only next to the folder's descriptor, or nowhere.
 * A negative folder equals no descriptor, so that the one rule does for both.
 */
static int refuse_writing(scmp_filter_ctx filter, int folder)
{
	static const unsigned flags[] = { O_WRONLY, O_RDWR, O_CREAT, O_TRUNC };
	int r = 0;

	for (size_t i = 0; r == 0 && i < ARRAY_LEN(flags); i++) {
		const struct scmp_arg_cmp plain = SCMP_A1(SCMP_CMP_MASKED_EQ, flags[i], flags[i]);
		const struct scmp_arg_cmp at[] = {
			SCMP_A2(SCMP_CMP_MASKED_EQ, flags[i], flags[i]),
			SCMP_A0_32(SCMP_CMP_NE, (uint32_t)folder, 0),
		};

		r = refuse(filter, SCMP_SYS(open), 1, &plain);
		if (r == 0)
			r = refuse(filter, SCMP_SYS(openat), folder < 0 ? 1 : 2, at);
	}
	if (r == 0) {
		const struct scmp_arg_cmp at = SCMP_A0_32(SCMP_CMP_NE, (uint32_t)folder, 0);

		r = refuse(filter, SCMP_SYS(unlinkat), folder < 0 ? 0 : 1, &at);
	}
	return r;
}

static int load_filter(const struct sandbox_serve *s, const struct kind *kind, struct err *err)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	int r = filter ? 0 : -ENOMEM;

	for (size_t g = 0; r == 0 && g < ARRAY_LEN(groups); g++) {
		if (!(kind->refused & groups[g].group))
			continue;
		for (size_t i = 0; r == 0 && i < groups[g].n; i++)
			r = refuse(filter, groups[g].calls[i], 0, NULL);
	}
	/* Its flags are out of the filter's sight; without it libc takes clone. */
	if (r == 0)
		r = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
	if (r == 0 && !kind->writes)
		r = refuse_writing(filter, s->kind == SANDBOX_FRONT ? s->folder : -1);
	if (r == 0)
		r = seccomp_load(filter);
	seccomp_release(filter);
	return r < 0 ? err_set(err, r, "cannot load the system call filter: %s", strerror(-r)) : 0;
}

int sandbox_serve_enter(const struct sandbox_serve *s, struct err *err)
{
	struct kind kind = kind_of(s->kind);
	int r = drop_user(s, err);

	if (r == 0)
		r = set_limits(s, kind.memory, err);
	/* SANDBOX_PARSE says later where it reads (sandbox_serve_confine), its parent the same. */
	if (r == 0 && s->kind != SANDBOX_PARSE && s->kind != SANDBOX_HAND)
		r = close_files(s->folder,
				READING | WRITING |
				    (s->kind == SANDBOX_SIGNER ? FOLDERS | MOVING : 0),
				s->reads, true, err);
	if (r == 0)
		r = load_filter(s, &kind, err);
	return r;
}

int sandbox_serve_confine(int folder, struct err *err)
{
	scmp_filter_ctx filter;
	const struct scmp_arg_cmp at = SCMP_A0_32(SCMP_CMP_NE, (uint32_t)folder, 0);
	int r = close_files(folder, READING, 0, false, err);

	if (r < 0)
		return r;
	filter = seccomp_init(SCMP_ACT_ALLOW);
	r = filter ? refuse(filter, SCMP_SYS(open), 0, NULL) : -ENOMEM;
	if (r == 0)
		r = refuse(filter, SCMP_SYS(openat), 1, &at);
	if (r == 0)
		r = seccomp_load(filter);
	seccomp_release(filter);
	return r < 0 ? err_set(err, r, "cannot load the system call filter: %s", strerror(-r)) : 0;
}
