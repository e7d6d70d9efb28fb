/*
 * What a process inside the sandbox can still do, tried from inside: it talks and reads, but is no
 * longer root, changes no file, starts no program and reaches no other process.
 */
#include "sandbox_release.h"

#include <asm/sockios.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/openat2.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <sys/capability.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <sys/xattr.h>

#include "sandbox/sandbox.h"

#define PROMISE "the content stays"

/* Paths in the scratch folder, which everybody may write to. */
static char *file, *absent, *folder;

/* Runs the check inside the sandbox of a child; what it returns must be zero. */
static void inside(const char *what, int (*check)(void))
{
	int status;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		struct err err = { 0 };

		(void)signal(SIGXFSZ, SIG_IGN);
		if (sandbox_enter(SANDBOX_NETWORK, &err) < 0)
			_exit(99);
		_exit(check());
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	TAP_CHECK(what, WIFEXITED(status));
	TAP_INT(what, WEXITSTATUS(status), 0);
}

/* The number of the first call that was not refused, or 0. */
#define REFUSED(n, call)            \
	do {                        \
		if ((call) != -1)   \
			return (n); \
	} while (0)

/* ---- who it is ---- */

static int is_nobody(void)
{
	gid_t groups[64];

	if (geteuid() == 0 || getuid() == 0 || getegid() == 0 || getgid() == 0)
		return 1;
	REFUSED(2, setuid(0));
	REFUSED(3, seteuid(0));
	REFUSED(4, setgid(0));
	REFUSED(5, setresuid(0, 0, 0));
	REFUSED(6, setgroups(0, groups));
	return getgroups((int)ARRAY_LEN(groups), groups) == 0 ? 0 : 7;
}

static int has_no_capability(void)
{
	cap_t c = cap_get_proc();
	char *text = c ? cap_to_text(c, NULL) : NULL;
	int r = !text || !text_equal(text, "=");

	(void)cap_free(text);
	(void)cap_free(c);
	return r;
}

static int gets_no_new_privileges(void)
{
	return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 ? 0 : 1;
}

static int is_limited(void)
{
	static const struct {
		__rlimit_resource_t what;
		rlim_t most;
	} rows[] = { { RLIMIT_CORE, 0 }, { RLIMIT_FSIZE, 0 }, { RLIMIT_AS, 1 << 30 } };

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct rlimit l;

		if (getrlimit(rows[i].what, &l) < 0 || l.rlim_max > rows[i].most)
			return (int)i + 1;
	}
	return mmap(NULL, (size_t)1 << 31, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ==
		       MAP_FAILED
		   ? 0
		   : 9;
}

/* ---- files ---- */

static int opens_no_file_for_writing(void)
{
	struct open_how how = { .flags = O_WRONLY };

	REFUSED(1, open(file, O_WRONLY));
	REFUSED(2, open(file, O_RDWR));
	REFUSED(3, open(file, O_WRONLY | O_APPEND));
	REFUSED(4, open(file, O_WRONLY | O_TRUNC));
	REFUSED(5, open(file, O_RDONLY | O_TRUNC));
	REFUSED(6, open(absent, O_WRONLY | O_CREAT, 0600));
	REFUSED(7, open(absent, O_RDONLY | O_CREAT, 0600));
	REFUSED(8, open(folder, O_TMPFILE | O_RDWR, 0600));
	REFUSED(9, syscall(SYS_openat2, AT_FDCWD, file, &how, sizeof(how)));
#ifdef SYS_open
	REFUSED(10, syscall(SYS_open, file, O_WRONLY));
	REFUSED(11, syscall(SYS_open, file, O_RDWR | O_TRUNC));
#endif
#ifdef SYS_creat
	REFUSED(12, syscall(SYS_creat, file, 0600));
#endif
	return 0;
}

static int changes_no_file(void)
{
	REFUSED(1, unlink(file));
	REFUSED(2, unlinkat(AT_FDCWD, file, 0));
	REFUSED(3, rename(file, absent));
	REFUSED(4, renameat(AT_FDCWD, file, AT_FDCWD, absent));
	REFUSED(5, mkdir(absent, 0700));
	REFUSED(6, rmdir(folder));
	REFUSED(7, link(file, absent));
	REFUSED(8, symlink(file, absent));
	REFUSED(9, truncate(file, 0));
	REFUSED(10, chmod(file, 0777));
	REFUSED(11, mknod(absent, S_IFIFO | 0600, 0));
	REFUSED(12, chown(file, getuid(), getgid()));
	REFUSED(13, utimensat(AT_FDCWD, file, NULL, 0));
	REFUSED(14, setxattr(file, "user.x", "y", 1, 0));
	return 0;
}

/* A descriptor that was open before: the parent's own log, say. */
static int inherited = -1;

static int lengthens_no_file(void)
{
	REFUSED(1, write(inherited, "x", 1));
	return 0;
}

static int reads(void)
{
	char text[sizeof(PROMISE)] = "";
	CLEANUP(fd_close) int fd = open(file, O_RDONLY | O_CLOEXEC);

	return read(fd, text, sizeof(text)) == (ssize_t)strlen(PROMISE) && text_equal(text, PROMISE)
		   ? 0
		   : 1;
}

/* ---- programs, processes, the system ---- */

static int starts_no_program(void)
{
	char *const argv[] = { (char[]){ "true" }, NULL };
	char *const none[] = { NULL };

	REFUSED(1, execve("/bin/true", argv, none));
	REFUSED(2, execveat(AT_FDCWD, "/bin/true", argv, none, 0));
	return errno == EPERM ? 0 : 3;
}

static int reaches_no_process(void)
{
	pid_t parent = getppid();

	REFUSED(1, kill(parent, 0));
	REFUSED(2, kill(-1, 0));
	REFUSED(3, (int)ptrace(PTRACE_ATTACH, parent, NULL, NULL));
	REFUSED(4, (int)syscall(SYS_process_vm_readv, parent, NULL, 0, NULL, 0, 0));
	return 0;
}

/* Other ways to a signal, by calls that ordinary users may make on processes of their own. */
static int signals_no_process(void)
{
	pid_t parent = getppid();
	siginfo_t info = { .si_signo = SIGCONT, .si_code = SI_QUEUE, .si_pid = getpid() };
	struct f_owner_ex owner = { .type = F_OWNER_PID, .pid = parent };
	CLEANUP(fd_close) int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	CLEANUP(fd_close) int other = (int)syscall(SYS_pidfd_open, parent, 0);

	REFUSED(1, (int)syscall(SYS_tgkill, parent, parent, 0));
	REFUSED(2, (int)syscall(SYS_tgkill, (int64_t)parent | INT64_C(1) << 32, parent, 0));
	REFUSED(3, (int)syscall(SYS_tkill, parent, 0));
	REFUSED(4, (int)syscall(SYS_rt_sigqueueinfo, parent, SIGCONT, &info));
	REFUSED(5, (int)syscall(SYS_rt_tgsigqueueinfo, parent, parent, SIGCONT, &info));
	REFUSED(6, (int)syscall(SYS_pidfd_send_signal, other, 0, NULL, 0));
	REFUSED(7, fcntl(fd, F_SETOWN, parent));
	REFUSED(8, fcntl(fd, F_SETOWN_EX, &owner));
	REFUSED(9, fcntl(fd, F_SETSIG, SIGTERM));
	REFUSED(10, ioctl(fd, FIOSETOWN, &parent));
	REFUSED(11, ioctl(fd, SIOCSPGRP, &parent));
	/* Itself it may: abort() and threads rest on that. */
	if (syscall(SYS_tgkill, getpid(), gettid(), 0) != 0 || raise(SIGCONT) != 0)
		return 12;
	return 0;
}

static int limits_no_process(void)
{
	struct rlimit l = { .rlim_cur = 1, .rlim_max = 1 };

	REFUSED(1, prlimit(getppid(), RLIMIT_CORE, &l, NULL));
	REFUSED(2, prlimit(getppid(), RLIMIT_CORE, NULL, &l));
	return getrlimit(RLIMIT_NOFILE, &l) == 0 ? 0 : 3;
}

/* Keys "typed" into the terminal that hoshi was started from would run in the user's shell. */
static int types_nothing(void)
{
	CLEANUP(fd_close) int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	/* No terminal, so that without the filter the answer would be ENOTTY. */
	REFUSED(1, ioctl(fd, TIOCSTI, "x"));
	if (errno != EPERM)
		return 2;
	REFUSED(3, (int)syscall(SYS_ioctl, fd, (uint64_t)TIOCSTI | UINT64_C(1) << 32, "x"));
	if (errno != EPERM)
		return 4;
	REFUSED(5, ioctl(fd, TIOCLINUX, "x"));
	return errno == EPERM ? 0 : 6;
}

static int leaves_the_system_alone(void)
{
	REFUSED(1, unshare(CLONE_NEWUSER));
	REFUSED(2, mount("tmpfs", folder, "tmpfs", 0, NULL));
	REFUSED(3, chroot(folder));
	REFUSED(4, (int)syscall(SYS_bpf, 0, NULL, 0));
	REFUSED(5, (int)syscall(SYS_keyctl, 0, 0, 0, 0, 0));
	REFUSED(6, (int)syscall(SYS_userfaultfd, 0));
#ifdef SYS_io_uring_setup
	/* It would open files past the filter. */
	char parameters[256] = { 0 };
	REFUSED(7, (int)syscall(SYS_io_uring_setup, 1, parameters));
#endif
	return 0;
}

static int talks_but_does_not_listen(void)
{
	struct sockaddr_in here = { .sin_family = AF_INET,
				    .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
				    .sin_port = htons(9) };
	CLEANUP(fd_close) int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return 1;
	/* Nobody is there, but it may try. */
	if (connect(fd, (const struct sockaddr *)&here, sizeof(here)) == -1 && errno == EPERM)
		return 2;
	CLEANUP(fd_close) int other = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	REFUSED(3, listen(other, 1));
	REFUSED(4, accept(other, NULL, NULL));
	return 0;
}

/* ---- */

static int prepare(void **state)
{
	if (fixture_enter(state) < 0 || chmod(fixture_folder, 0777) < 0)
		return -1;
	file = fixture_path("file");
	absent = fixture_path("absent");
	folder = fixture_path("folder");
	fixture_write(file, bytes_of(PROMISE));
	return chmod(file, 0666) < 0 || mkdir(folder, 0777) < 0 || chmod(folder, 0777) < 0 ? -1 : 0;
}

static int clear(void **state)
{
	mem_free(file);
	mem_free(absent);
	mem_free(folder);
	return fixture_leave(state);
}

static void identity(void **state)
{
	(void)state;
	if (geteuid() == 0)
		inside("nobody", is_nobody);
	inside("capabilities", has_no_capability);
	inside("new privileges", gets_no_new_privileges);
	inside("limits", is_limited);
}

static void files(void **state)
{
	(void)state;
	inherited = open(file, O_RDWR | O_CLOEXEC | O_APPEND);
	assert_true(inherited >= 0);
	inside("reading", reads);
	inside("opening for writing", opens_no_file_for_writing);
	inside("changing", changes_no_file);
	inside("writing on", lengthens_no_file);
	fd_close(&inherited);
	CLEANUP(buf_done) struct buf text = fixture_read(file);
	assert_string_equal(buf_cstr(&text), PROMISE);
	assert_int_equal(access(absent, F_OK), -1);
	assert_int_equal(access(folder, F_OK), 0);
}

static void everything_else(void **state)
{
	(void)state;
	inside("programs", starts_no_program);
	inside("processes", reaches_no_process);
	inside("signals", signals_no_process);
	inside("limits of others", limits_no_process);
	inside("the terminal", types_nothing);
	inside("system", leaves_the_system_alone);
	inside("network", talks_but_does_not_listen);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(identity),
	cmocka_unit_test(files),
	cmocka_unit_test(everything_else),
};

SANDBOX_RELEASE_MAIN(tests, prepare, clear)
