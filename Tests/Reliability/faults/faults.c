// Makes chosen calls of an unchanged program to the file system fail; loaded by LD_PRELOAD.
//
// Only calls on paths below one folder count, so that the dynamic loader and the libraries do not
// shift the numbers. Every such call is a line "KIND PATH" in the log, written before the call;
// one that is made to fail has the mark "! " before it. The environment says what to do:
//
//     FAULTS_FOLDER   the folder, as a real path; without it nothing is done
//     FAULTS_LOG      where the log goes; outside of the folder
//     FAULTS_KIND     the kind of call: the first argument of judge() below; none: only the log
//     FAULTS_FIRST    the number of the first such call that fails, from 1
//     FAULTS_TIMES    how many in a row fail; the default is 1
//     FAULTS_ERROR    the value of errno
//     FAULTS_HOW      before (the call is not made), after (it is, then "fails"), or short (a read
//                     or write of half of the bytes, which is no failure); the default is before
//
// A descriptor that is closed is always released, as Linux does whatever close() returns.

#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum how { GO_ON, BEFORE, AFTER, SHORT };

static struct {
    char folder[PATH_MAX];
    size_t length;
    char kind[32];
    long first, times;
    int error;
    enum how how;
    int log;
} plan;

static atomic_long seen;

static long number(const char *name, long otherwise)
{
    const char *text = getenv(name);
    return text ? strtol(text, NULL, 10) : otherwise;
}

__attribute__((constructor)) static void read_plan(void)
{
    const char *folder = getenv("FAULTS_FOLDER"), *log = getenv("FAULTS_LOG");
    const char *kind = getenv("FAULTS_KIND"), *how = getenv("FAULTS_HOW");
    if (!folder || !log) return;
    // A raw call, and a high number: the program's own descriptors keep theirs.
    int file = (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND, 0666);
    plan.log = fcntl(file, F_DUPFD_CLOEXEC, 200);
    syscall(SYS_close, file);
    snprintf(plan.kind, sizeof plan.kind, "%s", kind ? kind : "");
    plan.first = number("FAULTS_FIRST", 1);
    plan.times = number("FAULTS_TIMES", 1);
    plan.error = (int)number("FAULTS_ERROR", EIO);
    plan.how = how && !strcmp(how, "after") ? AFTER : how && !strcmp(how, "short") ? SHORT : BEFORE;
    snprintf(plan.folder, sizeof plan.folder, "%s", folder);
    plan.length = strlen(plan.folder);
}

// Puts the path that a descriptor was opened by into `path`; whether there is one.
static bool path_of(int descriptor, char path[PATH_MAX])
{
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length < 0) return false;
    path[length] = 0;
    return true;
}

// What becomes of a call on a path, relative ones from the folder of `descriptor`; `path` NULL
// means what the descriptor itself is open on. Leaves errno as it was.
static enum how judge(const char *kind, int descriptor, const char *path)
{
    if (!plan.length) return GO_ON;
    int saved = errno;
    char whole[2 * PATH_MAX] = "", base[PATH_MAX] = "";
    if (path && path[0] == '/') {
        snprintf(whole, sizeof whole, "%s", path);
    } else {
        if (descriptor == AT_FDCWD ? !getcwd(base, sizeof base) : !path_of(descriptor, base))
            base[0] = 0;
        snprintf(whole, sizeof whole, "%s%s%s", base, path ? "/" : "", path ? path : "");
    }
    bool counts = !strncmp(whole, plan.folder, plan.length)
        && (whole[plan.length] == '/' || !whole[plan.length]);
    bool struck = false;
    if (counts && !strcmp(kind, plan.kind)) {
        long call = atomic_fetch_add(&seen, 1) + 1;
        struck = call >= plan.first && call < plan.first + plan.times;
    }
    if (counts) {
        char line[2 * PATH_MAX + 64];
        int length = snprintf(line, sizeof line, "%s%s %s\n", struck ? "! " : "", kind, whole);
        syscall(SYS_write, plan.log, line, length);
    }
    errno = saved;
    return struck ? plan.how : GO_ON;
}

// The next definition of a function, which is the C library's.
#define REAL(name)                                                                                 \
    ({                                                                                             \
        static _Atomic(__typeof__(&name)) found;                                                   \
        if (!found) found = (__typeof__(&name))dlsym(RTLD_NEXT, #name);                            \
        found;                                                                                     \
    })

// The body of a function that is judged by its path and fails with `failed`.
#define JUDGED(kind, descriptor, path, failed, call)                                               \
    enum how how = judge(kind, descriptor, path);                                                  \
    if (how == BEFORE) return errno = plan.error, failed;                                          \
    __typeof__(call) result = call;                                                                \
    if (how == AFTER) return errno = plan.error, failed;                                           \
    return result

static const char *opening(int flags)
{
    if ((flags & O_DIRECTORY) == O_DIRECTORY) return "open-folder";
    return (flags & O_ACCMODE) == O_RDONLY ? "open-read" : "open-write";
}

#define MODE(flags)                                                                                \
    mode_t mode = 0;                                                                               \
    if (flags & O_CREAT) {                                                                         \
        va_list rest;                                                                              \
        va_start(rest, flags);                                                                     \
        mode = va_arg(rest, mode_t);                                                               \
        va_end(rest);                                                                              \
    }

int open(const char *path, int flags, ...)
{
    MODE(flags)
    JUDGED(opening(flags), AT_FDCWD, path, -1, REAL(open)(path, flags, mode));
}

int open64(const char *path, int flags, ...)
{
    MODE(flags)
    JUDGED(opening(flags), AT_FDCWD, path, -1, REAL(open64)(path, flags, mode));
}

int openat(int folder, const char *path, int flags, ...)
{
    MODE(flags)
    JUDGED(opening(flags), folder, path, -1, REAL(openat)(folder, path, flags, mode));
}

int openat64(int folder, const char *path, int flags, ...)
{
    MODE(flags)
    JUDGED(opening(flags), folder, path, -1, REAL(openat64)(folder, path, flags, mode));
}

ssize_t read(int file, void *bytes, size_t count)
{
    enum how how = judge("read", file, NULL);
    if (how == BEFORE) return errno = plan.error, -1;
    if (how == SHORT && count > 1) count /= 2;
    return REAL(read)(file, bytes, count);
}

ssize_t write(int file, const void *bytes, size_t count)
{
    enum how how = judge("write", file, NULL);
    if (how == BEFORE) return errno = plan.error, -1;
    if (how == SHORT && count > 1) count /= 2;
    ssize_t result = REAL(write)(file, bytes, count);
    return how == AFTER ? errno = plan.error, -1 : result;
}

int fsync(int file)
{
    struct stat found;
    bool folder = !REAL(fstat)(file, &found) && S_ISDIR(found.st_mode);
    JUDGED(folder ? "fsync-folder" : "fsync", file, NULL, -1, REAL(fsync)(file));
}

int close(int file)
{
    enum how how = judge("close", file, NULL);
    int result = REAL(close)(file);
    return how == GO_ON ? result : (errno = plan.error, -1);
}

int ftruncate(int file, off_t size)
{
    JUDGED("ftruncate", file, NULL, -1, REAL(ftruncate)(file, size));
}

int flock(int file, int operation)
{
    JUDGED("flock", file, NULL, -1, REAL(flock)(file, operation));
}

int rename(const char *from, const char *to)
{
    JUDGED("rename", AT_FDCWD, to, -1, REAL(rename)(from, to));
}

int unlink(const char *path)
{
    JUDGED("unlink", AT_FDCWD, path, -1, REAL(unlink)(path));
}

int mkdir(const char *path, mode_t mode)
{
    JUDGED("mkdir", AT_FDCWD, path, -1, REAL(mkdir)(path, mode));
}

int rmdir(const char *path)
{
    JUDGED("rmdir", AT_FDCWD, path, -1, REAL(rmdir)(path));
}

int stat(const char *path, struct stat *found)
{
    JUDGED("stat", AT_FDCWD, path, -1, REAL(stat)(path, found));
}

int lstat(const char *path, struct stat *found)
{
    JUDGED("stat", AT_FDCWD, path, -1, REAL(lstat)(path, found));
}

int fstatat(int folder, const char *path, struct stat *found, int flags)
{
    JUDGED("stat", folder, path, -1, REAL(fstatat)(folder, path, found, flags));
}

int fstat(int file, struct stat *found)
{
    JUDGED("fstat", file, NULL, -1, REAL(fstat)(file, found));
}

DIR *opendir(const char *path)
{
    JUDGED("opendir", AT_FDCWD, path, NULL, REAL(opendir)(path));
}

struct dirent *readdir(DIR *folder)
{
    JUDGED("readdir", dirfd(folder), NULL, NULL, REAL(readdir)(folder));
}
