package dev.loom.tools.os;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Linux system calls for confining processes. What restricts a thread also restricts the processes
/// that it starts, and cannot be undone.
public final class LinuxCalls {
  private static final long PR_SET_DUMPABLE = 4;
  private static final long PR_SET_SECCOMP = 22;
  private static final long PR_SET_NO_NEW_PRIVS = 38;
  private static final long SECCOMP_MODE_FILTER = 2;
  private static final int O_PATH = 0x200000;
  private static final int O_CLOEXEC = 0x80000;
  private static final int O_NOFOLLOW =
      "amd64".equals(System.getProperty("os.arch")) ? 0x20000 : 0x8000;
  private static final int AT_FDCWD = -100;
  private static final int LANDLOCK_CREATE_RULESET_VERSION = 1;
  private static final int LANDLOCK_RULE_PATH_BENEATH = 1;

  // The same numbers on x86-64 and AArch64.
  private static final int LANDLOCK_CREATE_RULESET = 444;
  private static final int LANDLOCK_ADD_RULE = 445;
  private static final int LANDLOCK_RESTRICT_SELF = 446;

  private static final boolean IS_X86 = "amd64".equals(System.getProperty("os.arch"));
  private static final int EXECVE = IS_X86 ? 59 : 221;
  private static final int CLOSE = IS_X86 ? 3 : 57;
  private static final int PRCTL = IS_X86 ? 157 : 167;
  private static final int OPENAT = IS_X86 ? 257 : 56;

  private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private LinuxCalls() {}

  /// Returns whether the calls of this class exist on this machine.
  public static boolean areAvailable() {
    return "Linux".equals(System.getProperty("os.name"))
        && (IS_X86 || "aarch64".equals(System.getProperty("os.arch")));
  }

  /// Loaded when it is first used, because other systems lack the function.
  @SuppressWarnings("restricted")
  private static final class Syscall {
    private static final MethodHandle HANDLE =
        Linker.nativeLinker()
            .downcallHandle(
                Linker.nativeLinker().defaultLookup().findOrThrow("syscall"),
                FunctionDescriptor.of(
                    JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                Linker.Option.firstVariadicArg(1),
                Linker.Option.captureCallState("errno"));
  }

  private static long call(String name, int number, long... arguments) throws IOException {
    var result = callUnchecked(number, arguments);
    if (result < 0) {
      throw new IOException(name + " failed with error " + -result);
    }
    return result;
  }

  /// Returns the result, or the negative error number.
  private static long callUnchecked(int number, long... arguments) {
    try (var arena = Arena.ofConfined()) {
      var state = arena.allocate(STATE);
      var all = new long[5];
      System.arraycopy(arguments, 0, all, 0, arguments.length);
      var result =
          (long)
              Syscall.HANDLE.invokeExact(
                  state, (long) number, all[0], all[1], all[2], all[3], all[4]);
      return result < 0 ? -(int) ERRNO.get(state, 0L) : result;
    } catch (RuntimeException | Error failure) {
      throw failure;
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// Keeps other processes of the user from reading the memory and the environment of this one.
  public static void denyInspection() throws IOException {
    call("prctl", PRCTL, PR_SET_DUMPABLE, 0);
  }

  /// Keeps this thread from gaining rights by starting programs, which the restrictions require.
  public static void denyNewRights() throws IOException {
    call("prctl", PRCTL, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  }

  /// Installs a system call filter for this thread, unless it inherited one from the thread that
  /// started it: threads of pools would otherwise collect them.
  public static void filterCalls(SystemCallFilter filter) throws IOException {
    if (callUnchecked(SystemCallFilter.PROBE) == -SystemCallFilter.PROBE_ERROR) {
      return;
    }
    try (var arena = Arena.ofConfined()) {
      var code = filter.program();
      var program = arena.allocate(16, 8);
      var instructions = arena.allocateFrom(JAVA_LONG, code);
      program.set(JAVA_SHORT, 0, (short) code.length);
      program.set(ADDRESS, 8, instructions);
      call("seccomp", PRCTL, PR_SET_SECCOMP, SECCOMP_MODE_FILTER, program.address());
    }
  }

  /// Takes hold of what is at a path, without following its last link, opening it for reading or
  /// waiting for anything.
  ///
  /// @param path encoded for the system
  /// @return a file descriptor to close; `/proc/self/fd/N` stands for the file from now on
  public static int pin(byte[] path) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var name = arena.allocate(path.length + 1L);
      MemorySegment.copy(path, 0, name, JAVA_BYTE, 0, path.length);
      var flags = O_PATH | O_NOFOLLOW | O_CLOEXEC;
      return (int) call("open", OPENAT, AT_FDCWD, name.address(), flags);
    }
  }

  /// Returns the version of Landlock, 0 if there is none.
  public static int landlockVersion() {
    try {
      return (int) call("landlock", LANDLOCK_CREATE_RULESET, 0, 0, LANDLOCK_CREATE_RULESET_VERSION);
    } catch (IOException ignored) {
      return 0;
    }
  }

  /// Creates a set of Landlock rules that denies everything that it handles.
  ///
  /// @param files access to files that it handles
  /// @param ports use of TCP ports that it handles
  /// @param scopes what may not be reached outside
  /// @return a file descriptor to close
  public static int createRules(long files, long ports, long scopes) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var attributes = arena.allocateFrom(JAVA_LONG, files, ports, scopes);
      var version = landlockVersion();
      var bytes = version >= 6 ? 24 : version >= 4 ? 16 : 8;
      return (int) call("landlock", LANDLOCK_CREATE_RULESET, attributes.address(), bytes, 0);
    }
  }

  /// Allows access to a file or a directory and everything below it. A missing one is passed over.
  public static void allow(int rules, Path path, long access) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var name = arena.allocateFrom(path.toString());
      int file;
      try {
        file = (int) call("open", OPENAT, AT_FDCWD, name.address(), O_PATH | O_CLOEXEC);
      } catch (IOException missing) {
        return;
      }
      try {
        addPathRule(arena.allocate(16, 8), rules, file, access);
      } finally {
        close(file);
      }
    }
  }

  private static void addPathRule(MemorySegment rule, int rules, int file, long access)
      throws IOException {
    rule.set(JAVA_LONG, 0, access);
    rule.set(JAVA_INT, 8, file);
    call("landlock", LANDLOCK_ADD_RULE, rules, LANDLOCK_RULE_PATH_BENEATH, rule.address(), 0);
  }

  /// Applies the rules to this thread.
  public static void restrict(int rules) throws IOException {
    call("landlock", LANDLOCK_RESTRICT_SELF, rules, 0);
  }

  /// Replaces this process by a program.
  ///
  /// @throws IOException if the program cannot be started
  public static void execute(List<String> command, Map<String, String> environment)
      throws IOException {
    try (var arena = Arena.ofConfined()) {
      var variables =
          environment.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
      call(
          "execve of " + command.getFirst(),
          EXECVE,
          arena.allocateFrom(command.getFirst()).address(),
          strings(arena, command).address(),
          strings(arena, variables).address());
    }
  }

  private static MemorySegment strings(Arena arena, List<String> values) {
    var pointers = arena.allocate(ADDRESS, values.size() + 1L);
    for (int i = 0; i < values.size(); i++) {
      pointers.setAtIndex(ADDRESS, i, arena.allocateFrom(values.get(i)));
    }
    return pointers;
  }

  /// Closes a file descriptor.
  public static void close(int file) throws IOException {
    call("close", CLOSE, file);
  }
}
