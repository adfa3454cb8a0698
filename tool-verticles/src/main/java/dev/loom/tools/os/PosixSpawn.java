package dev.loom.tools.os;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.Charset;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// The start of a program with `posix_spawn` of the C library: in a session of its own, with no
/// open files but its standard streams. Used by one thread.
final class PosixSpawn implements AutoCloseable {
  static final Charset ENCODING = Charset.forName(System.getProperty("sun.jnu.encoding"));

  private static final int EMPTY_SIGNAL_MASK_AND_NEW_SESSION = 0x08 | 0x80;
  private static final int ARGUMENTS_TOO_LONG = 7;

  /// More than any C library needs for its opaque structures.
  private static final int STRUCTURE_BYTES = 1024;

  private static final int OTHER_FILES = 3;
  private static final int CLOSE_RANGE = 436;
  private static final int AT_PROGRAM_START = 4;

  private static final Map<String, Optional<MethodHandle>> FUNCTIONS = new ConcurrentHashMap<>();

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment actions = arena.allocate(STRUCTURE_BYTES, Long.BYTES);
  private final MemorySegment attributes = arena.allocate(STRUCTURE_BYTES, Long.BYTES);
  private final MemorySegment pid = arena.allocate(JAVA_LONG);
  private final MethodHandle spawn = function("posix_spawnp", 6).orElseThrow();
  private final long[] arguments;

  /// Prepares everything, so that [#start] needs nothing that restrictions could deny.
  PosixSpawn(ProcessBuilder builder) throws IOException {
    call("posix_spawn_file_actions_init", actions.address());
    call("posix_spawnattr_init", attributes.address());
    call("posix_spawnattr_setflags", attributes.address(), EMPTY_SIGNAL_MASK_AND_NEW_SESSION);
    if (builder.directory() != null) {
      add("chdir_np", string(builder.directory().getPath()).address());
    }
    var variables = builder.environment().entrySet().stream();
    var command = builder.command();
    this.arguments =
        new long[] {
          pid.address(),
          string(command.getFirst()).address(),
          actions.address(),
          attributes.address(),
          strings(command.stream()).address(),
          strings(variables.map(e -> e.getKey() + "=" + e.getValue())).address()
        };
  }

  /// Makes the program read a file.
  void open(int descriptor, String path) throws IOException {
    add("open", descriptor, string(path).address(), 0, 0);
  }

  /// Makes an open file one of the program.
  void pass(int file, int descriptor) throws IOException {
    add("dup2", file, descriptor);
  }

  /// Keeps the other open files of the engine from the program.
  void closeOthers() throws IOException {
    // Missing in glibc before 2.34, and in musl. Java closes what it opens in its own way, too.
    if (function("posix_spawn_file_actions_addclosefrom_np", 2).isPresent()) {
      add("closefrom_np", OTHER_FILES);
    } else {
      LinuxCalls.call("close_range", CLOSE_RANGE, OTHER_FILES, 0xFFFF_FFFFL, AT_PROGRAM_START);
    }
  }

  /// Starts the program with the restrictions of this thread.
  ///
  /// @return the id of its process
  int start() throws IOException {
    int error = invoke(spawn, arguments);
    if (error == ARGUMENTS_TOO_LONG) {
      throw new IOException("Argument list too long");
    } else if (error != 0) {
      throw new IOException("posix_spawn failed with error " + error);
    }
    return pid.get(JAVA_INT, 0);
  }

  private void add(String action, long... parameters) throws IOException {
    var all = new long[parameters.length + 1];
    all[0] = actions.address();
    System.arraycopy(parameters, 0, all, 1, parameters.length);
    call("posix_spawn_file_actions_add" + action, all);
  }

  private static void call(String name, long... parameters) throws IOException {
    var function = function(name, parameters.length);
    int error = function.isPresent() ? invoke(function.get(), parameters) : -1;
    if (error != 0) {
      throw new IOException(name + " failed with error " + error);
    }
  }

  private static int invoke(MethodHandle function, long... parameters) {
    try {
      return (int) function.invokeExact(parameters);
    } catch (RuntimeException | Error failure) {
      throw failure;
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// Finds a function of the C library. Numbers and addresses are passed in the same registers.
  @SuppressWarnings("restricted")
  private static Optional<MethodHandle> function(String name, int parameters) {
    var types = Collections.nCopies(parameters, JAVA_LONG).toArray(MemoryLayout[]::new);
    return FUNCTIONS.computeIfAbsent(
        name,
        missing -> {
          var linker = Linker.nativeLinker();
          return linker
              .defaultLookup()
              .find(name)
              .map(
                  address -> linker.downcallHandle(address, FunctionDescriptor.of(JAVA_INT, types)))
              .map(handle -> handle.asSpreader(long[].class, parameters));
        });
  }

  private MemorySegment string(String text) {
    var bytes = text.getBytes(ENCODING);
    var segment = arena.allocate(bytes.length + 1L);
    return segment.copyFrom(MemorySegment.ofArray(bytes));
  }

  private MemorySegment strings(Stream<String> texts) {
    var all = texts.map(this::string).toList();
    var pointers = arena.allocate(ADDRESS, all.size() + 1L);
    for (int i = 0; i < all.size(); i++) {
      pointers.setAtIndex(ADDRESS, i, all.get(i));
    }
    return pointers;
  }

  @Override
  public void close() throws IOException {
    call("posix_spawn_file_actions_destroy", actions.address());
    arena.close();
  }
}
