/*
 * Intercepts the file operations of a program and logs, in order, every write, truncation, creation,
 * removal, rename and sync of the files below one prefix. From the log, the tests reconstruct the
 * files that survive a power cut.
 *
 * Loaded with LD_PRELOAD and configured by environment variables, which it removes so that child
 * processes are not intercepted:
 *
 *   POWERCUT_PREFIX   prefix of the absolute paths of the watched files
 *   POWERCUT_LOG      log file, outside of the watched paths
 *   POWERCUT_KILL_AT  optional: number of the watched call at which the program is killed instead,
 *                     counted from 1
 *   POWERCUT_FAULT    optional: a file; while it contains "write ERRNO" or "sync ERRNO" (a number),
 *                     such calls fail with that error
 *
 * A log record is a struct record followed by its payload. A call and its record share one lock, so
 * the log has the order of the calls. A sync is recorded after it completes, with the number of
 * records in the log when it began: only those are durable.
 *
 * Memory maps are not logged. SQLite maps only its shared-memory index, which need not survive.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum op { WRITE = 1, TRUNCATE, SYNC, CREATE, UNLINK, RENAME, SYNC_DIRECTORY };

struct record {
  uint64_t op;
  uint64_t inode;
  uint64_t offset; /* of a write; the new size; how many records a sync covers */
  uint64_t length; /* of the payload: data, a path, or two paths with a NUL between */
};

#define WATCHED_MAX 65536

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char prefix[PATH_MAX];
static char fault_file[PATH_MAX];
static int log_fd = -1;
static uint64_t records;
static uint64_t calls;
static uint64_t kill_at;
static ino_t watched[WATCHED_MAX]; /* by descriptor; 0 is not watched */

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static void take(const char *name, char *into) {
  const char *value = getenv(name);
  snprintf(into, PATH_MAX, "%s", value ? value : "");
  unsetenv(name);
}

__attribute__((constructor)) static void begin(void) {
  char path[PATH_MAX], number[PATH_MAX];
  take("POWERCUT_PREFIX", prefix);
  take("POWERCUT_LOG", path);
  take("POWERCUT_KILL_AT", number);
  take("POWERCUT_FAULT", fault_file);
  unsetenv("LD_PRELOAD");
  kill_at = strtoull(number, NULL, 10);
  if (prefix[0] != '\0') {
    log_fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (log_fd < 0) {
      perror("powercut: the log cannot be opened");
      _exit(70);
    }
  }
}

static void note(enum op op, uint64_t inode, uint64_t offset, const void *payload, size_t length) {
  struct record head = {op, inode, offset, length};
  struct iovec parts[2] = {{&head, sizeof head}, {(void *)payload, length}};
  ssize_t wanted = (ssize_t)(sizeof head + length);
  if (syscall(SYS_writev, log_fd, parts, 2) != wanted) {
    static const char full[] = "powercut: the log cannot be written\n";
    syscall(SYS_write, 2, full, sizeof full - 1);
    _exit(70);
  }
  records++;
}

/* Counts a call; returns an error number if it must fail. Requires the lock. */
static int count(const char *kind) {
  if (++calls == kill_at) {
    kill(getpid(), SIGKILL);
    for (;;) pause();
  }
  if (fault_file[0] == '\0') return 0;
  int fd = (int)syscall(SYS_openat, AT_FDCWD, fault_file, O_RDONLY | O_CLOEXEC, 0);
  if (fd < 0) return 0;
  char text[64] = "";
  ssize_t length = syscall(SYS_read, fd, text, sizeof text - 1);
  syscall(SYS_close, fd);
  size_t word = strlen(kind);
  return length > (ssize_t)word && strncmp(text, kind, word) == 0 ? atoi(text + word) : 0;
}

/* Returns the absolute path of a name that may be relative to a directory. */
static void absolute(int directory, const char *name, char *path) {
  char base[PATH_MAX / 2] = "", link[64];
  if (name[0] != '/') {
    if (directory == AT_FDCWD) {
      if (!getcwd(base, sizeof base)) base[0] = '\0';
    } else {
      snprintf(link, sizeof link, "/proc/self/fd/%d", directory);
      ssize_t length = readlink(link, base, sizeof base - 1);
      base[length < 0 ? 0 : length] = '\0';
    }
  }
  snprintf(path, PATH_MAX, "%s%s%.2000s", base, base[0] ? "/" : "", name);
}

static int is_watched_path(const char *path) {
  return log_fd >= 0 && strncmp(path, prefix, strlen(prefix)) == 0;
}

/* Returns whether a directory contains watched files. */
static int is_watched_directory(const char *path) {
  size_t length = strlen(path);
  return is_watched_path(path) || (strncmp(prefix, path, length) == 0 && prefix[length] == '/');
}

/* Returns the inode of a descriptor if it is watched and still the same file, else 0. */
static ino_t inode(int fd) {
  if (log_fd < 0 || fd < 0 || fd >= WATCHED_MAX || watched[fd] == 0) return 0;
  struct stat now;
  if (fstat(fd, &now) == 0 && S_ISREG(now.st_mode) && now.st_ino == watched[fd]) return now.st_ino;
  watched[fd] = 0;
  return 0;
}

static int opened(int directory, const char *name, int flags, mode_t mode) {
  char path[PATH_MAX];
  absolute(directory, name, path);
  if (!is_watched_path(path)) {
    int fd = REAL(openat64)(directory, name, flags, mode);
    if (fd >= 0 && fd < WATCHED_MAX) watched[fd] = 0;
    return fd;
  }
  pthread_mutex_lock(&lock);
  struct stat before, after;
  int was_there = fstatat(directory, name, &before, 0) == 0;
  int error = was_there ? 0 : (flags & O_CREAT) ? count("write ") : 0;
  int fd = error ? (errno = error, -1) : REAL(openat64)(directory, name, flags, mode);
  error = errno;
  if (fd >= 0 && fd < WATCHED_MAX && fstat(fd, &after) == 0 && S_ISREG(after.st_mode)) {
    watched[fd] = after.st_ino;
    if (!was_there) {
      note(CREATE, after.st_ino, 0, path, strlen(path));
    } else if (flags & O_TRUNC) {
      note(TRUNCATE, after.st_ino, 0, NULL, 0);
    }
  }
  pthread_mutex_unlock(&lock);
  errno = error;
  return fd;
}

static mode_t mode_of(int flags, va_list more) {
  return flags & (O_CREAT | __O_TMPFILE) ? va_arg(more, mode_t) : 0;
}

#define OPEN(name)                            \
  int name(const char *path, int flags, ...) { \
    va_list more;                             \
    va_start(more, flags);                    \
    mode_t mode = mode_of(flags, more);       \
    va_end(more);                             \
    return opened(AT_FDCWD, path, flags, mode); \
  }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                         \
  int name(int directory, const char *path, int flags, ...) { \
    va_list more;                                            \
    va_start(more, flags);                                   \
    mode_t mode = mode_of(flags, more);                      \
    va_end(more);                                            \
    return opened(directory, path, flags, mode);             \
  }
OPENAT(openat)
OPENAT(openat64)

static ssize_t written(int fd, const struct iovec *parts, int parts_count, off_t offset) {
  pthread_mutex_lock(&lock);
  ino_t file = inode(fd);
  ssize_t done;
  int error = file ? count("write ") : 0;
  off_t at = offset;
  if (file && at < 0) {
    struct stat now;
    int appends = fcntl(fd, F_GETFL) & O_APPEND;
    at = appends && fstat(fd, &now) == 0 ? now.st_size : lseek(fd, 0, SEEK_CUR);
  }
  if (error) {
    errno = error;
    done = -1;
  } else {
    done = offset < 0 ? REAL(writev)(fd, parts, parts_count)
                      : REAL(pwritev)(fd, parts, parts_count, offset);
    error = errno;
    ssize_t left = done;
    for (int i = 0; file && left > 0 && i < parts_count; i++) {
      size_t length = (size_t)left < parts[i].iov_len ? (size_t)left : parts[i].iov_len;
      note(WRITE, file, (uint64_t)at, parts[i].iov_base, length);
      at += (off_t)length;
      left -= (ssize_t)length;
    }
  }
  pthread_mutex_unlock(&lock);
  errno = error;
  return done;
}

/* Returns whether a descriptor is watched; pipes and sockets must not wait for the lock. */
static int matters(int fd) { return log_fd >= 0 && fd >= 0 && fd < WATCHED_MAX && watched[fd] != 0; }

ssize_t write(int fd, const void *data, size_t length) {
  struct iovec part = {(void *)data, length};
  return matters(fd) ? written(fd, &part, 1, -1) : REAL(write)(fd, data, length);
}

ssize_t writev(int fd, const struct iovec *parts, int parts_count) {
  return matters(fd) ? written(fd, parts, parts_count, -1) : REAL(writev)(fd, parts, parts_count);
}

#define PWRITE(name)                                                       \
  ssize_t name(int fd, const void *data, size_t length, off_t offset) {     \
    struct iovec part = {(void *)data, length};                            \
    return matters(fd) ? written(fd, &part, 1, offset) : REAL(name)(fd, data, length, offset); \
  }
PWRITE(pwrite)
PWRITE(pwrite64)

#define PWRITEV(name)                                                              \
  ssize_t name(int fd, const struct iovec *parts, int parts_count, off_t offset) {  \
    return matters(fd) ? written(fd, parts, parts_count, offset)                   \
                       : REAL(name)(fd, parts, parts_count, offset);               \
  }
PWRITEV(pwritev)
PWRITEV(pwritev64)

static int truncated(int fd, off_t length) {
  pthread_mutex_lock(&lock);
  ino_t file = inode(fd);
  int error = file ? count("write ") : 0;
  int done = error ? (errno = error, -1) : REAL(ftruncate64)(fd, length);
  error = errno;
  if (file && done == 0) note(TRUNCATE, file, (uint64_t)length, NULL, 0);
  pthread_mutex_unlock(&lock);
  errno = error;
  return done;
}

int ftruncate(int fd, off_t length) { return truncated(fd, length); }
int ftruncate64(int fd, off_t length) { return truncated(fd, length); }

static int truncated_path(const char *name, off_t length) {
  int fd = opened(AT_FDCWD, name, O_WRONLY | O_CLOEXEC, 0);
  if (fd < 0) return -1;
  int done = truncated(fd, length);
  int error = errno;
  close(fd);
  errno = error;
  return done;
}

int truncate(const char *name, off_t length) { return truncated_path(name, length); }
int truncate64(const char *name, off_t length) { return truncated_path(name, length); }

static int synced(int fd, int data_only) {
  char path[PATH_MAX] = "";
  pthread_mutex_lock(&lock);
  ino_t file = inode(fd);
  struct stat now;
  int is_directory = !file && log_fd >= 0 && fstat(fd, &now) == 0 && S_ISDIR(now.st_mode);
  if (is_directory) {
    absolute(fd, ".", path);
    path[strlen(path) - 2] = '\0';
    is_directory = is_watched_directory(path);
  }
  int error = file || is_directory ? count("sync ") : 0;
  uint64_t covered = records;
  pthread_mutex_unlock(&lock);
  if (error) {
    errno = error;
    return -1;
  }
  int done = data_only ? REAL(fdatasync)(fd) : REAL(fsync)(fd);
  error = errno;
  if (done == 0 && (file || is_directory)) {
    pthread_mutex_lock(&lock);
    if (file) note(SYNC, file, covered, NULL, 0);
    if (is_directory) note(SYNC_DIRECTORY, 0, covered, path, strlen(path));
    pthread_mutex_unlock(&lock);
  }
  errno = error;
  return done;
}

int fsync(int fd) { return synced(fd, 0); }
int fdatasync(int fd) { return synced(fd, 1); }

static int unlinked(int directory, const char *name, int flags) {
  char path[PATH_MAX];
  absolute(directory, name, path);
  if (!is_watched_path(path)) return REAL(unlinkat)(directory, name, flags);
  pthread_mutex_lock(&lock);
  int error = count("write ");
  int done = error ? (errno = error, -1) : REAL(unlinkat)(directory, name, flags);
  error = errno;
  if (done == 0 && !(flags & AT_REMOVEDIR)) note(UNLINK, 0, 0, path, strlen(path));
  pthread_mutex_unlock(&lock);
  errno = error;
  return done;
}

int unlink(const char *name) { return unlinked(AT_FDCWD, name, 0); }
int unlinkat(int directory, const char *name, int flags) { return unlinked(directory, name, flags); }
int remove(const char *name) {
  int done = unlinked(AT_FDCWD, name, 0);
  return done == 0 || errno != EISDIR ? done : REAL(rmdir)(name);
}

static int renamed(int from, const char *name, int to, const char *new_name, unsigned flags) {
  char paths[2 * PATH_MAX], new_path[PATH_MAX];
  absolute(from, name, paths);
  absolute(to, new_name, new_path);
  if (!is_watched_path(paths) && !is_watched_path(new_path)) {
    return REAL(renameat2)(from, name, to, new_name, flags);
  }
  pthread_mutex_lock(&lock);
  int error = count("write ");
  int done = error ? (errno = error, -1) : REAL(renameat2)(from, name, to, new_name, flags);
  error = errno;
  if (done == 0) {
    size_t length = strlen(paths) + 1;
    memcpy(paths + length, new_path, strlen(new_path));
    note(RENAME, 0, 0, paths, length + strlen(new_path));
  }
  pthread_mutex_unlock(&lock);
  errno = error;
  return done;
}

int rename(const char *name, const char *new_name) {
  return renamed(AT_FDCWD, name, AT_FDCWD, new_name, 0);
}
int renameat(int from, const char *name, int to, const char *new_name) {
  return renamed(from, name, to, new_name, 0);
}
int renameat2(int from, const char *name, int to, const char *new_name, unsigned flags) {
  return renamed(from, name, to, new_name, flags);
}
