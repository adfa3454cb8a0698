package dev.loom.tools.sandbox;

import dev.loom.tools.os.LinuxCalls;
import dev.loom.tools.os.SystemCallFilter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Restricts its process with Landlock and a system call filter, and becomes another program.
final class LandlockLauncher {
  /// Options, each followed by a path.
  static final String READ = "--read";

  static final String WRITE = "--write";
  static final String DEVICE = "--device";

  /// Option before the command line.
  static final String COMMAND = "--";

  private static final int EXECUTE = 1;
  private static final int WRITE_FILE = 1 << 1;
  private static final int READ_FILE = 1 << 2;
  private static final int READ_DIRECTORY = 1 << 3;
  private static final int MAKE_CHARACTER_DEVICE = 1 << 6;
  private static final int MAKE_BLOCK_DEVICE = 1 << 11;
  private static final int TRUNCATE = 1 << 14;
  private static final int ALL = (1 << 15) - 1;
  private static final int READING = EXECUTE | READ_FILE | READ_DIRECTORY;
  private static final int WRITING = ALL & ~MAKE_CHARACTER_DEVICE & ~MAKE_BLOCK_DEVICE;

  /// Access that files have; the kernel refuses the others for them.
  private static final int OF_FILES = EXECUTE | READ_FILE | WRITE_FILE | TRUNCATE;

  private static final int CONNECT_TCP = 1 << 1;
  private static final int ABSTRACT_SOCKETS_AND_SIGNALS = 3;

  private LandlockLauncher() {}

  /// @param arguments whether the network is open; options; the command line
  public static void main(String[] arguments) throws IOException {
    var options = List.of(arguments);
    boolean network = Boolean.parseBoolean(options.getFirst());
    int rules =
        LinuxCalls.createRules(ALL, network ? 0 : CONNECT_TCP, ABSTRACT_SOCKETS_AND_SIGNALS);
    int i = 1;
    for (; !options.get(i).equals(COMMAND); i += 2) {
      var path = Path.of(options.get(i + 1));
      int access =
          switch (options.get(i)) {
            case READ -> READING;
            case WRITE -> WRITING;
            case DEVICE -> READ_FILE | WRITE_FILE;
            default -> throw new IllegalArgumentException(options.get(i));
          };
      LinuxCalls.allow(rules, path, Files.isDirectory(path) ? access : access & OF_FILES);
    }
    var command = options.subList(i + 1, options.size());
    var filter = SystemCallFilter.besideLandlock(network);
    LinuxCalls.denyNewRights();
    LinuxCalls.restrict(rules);
    LinuxCalls.filterCalls(filter);
    LinuxCalls.execute(command, System.getenv());
  }
}
