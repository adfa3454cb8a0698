package dev.loom.tools.os;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;

/// A set of Landlock rules. What the set handles is denied unless a rule allows it.
public final class LandlockRules implements AutoCloseable {
  /// What a rule allows with a file, or with a directory and everything below it.
  public enum Access {
    READ(READING),
    WRITE(WRITING),
    DEVICE(READ_FILE | WRITE_FILE);

    private final int bits;

    Access(int bits) {
      this.bits = bits;
    }
  }

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
  private static final int PORT_MAX = 65_535;

  // The same numbers on x86-64 and AArch64.
  private static final int CREATE_RULESET = 444;
  private static final int ADD_RULE = 445;
  private static final int RESTRICT_SELF = 446;

  private static final int CREATE_RULESET_VERSION = 1;
  private static final int RULE_PATH_BENEATH = 1;
  private static final int RULE_NET_PORT = 2;
  private static final int FIRST_VERSION_WITH_PORTS = 4;
  private static final int FIRST_VERSION_WITH_SCOPES = 6;

  private static final Charset ENCODING = Charset.forName(System.getProperty("sun.jnu.encoding"));

  private final int rules;

  private LandlockRules(int rules) {
    this.rules = rules;
  }

  /// Returns the version of Landlock, 0 if there is none.
  public static int version() {
    if (!LinuxCalls.areAvailable()) {
      return 0;
    }
    return Math.max(
        0, (int) LinuxCalls.callUnchecked(CREATE_RULESET, 0, 0, CREATE_RULESET_VERSION));
  }

  /// Returns rules for all files, and for abstract sockets and processes outside, which none
  /// allows.
  ///
  /// @param ports whether they are rules for connections to TCP ports, too
  public static LandlockRules forFiles(boolean ports) throws IOException {
    return create(ALL, ports ? CONNECT_TCP : 0, ABSTRACT_SOCKETS_AND_SIGNALS);
  }

  /// Returns whether the kernel knows rules for ports.
  public static boolean havePorts() {
    return version() >= FIRST_VERSION_WITH_PORTS;
  }

  /// Returns rules that deny connections to one TCP port of any machine. They are as many as there
  /// are ports: it takes 100 ms to create them, and 25 ms to apply them.
  public static LandlockRules allPortsBut(int port) throws IOException {
    var rules = create(0, CONNECT_TCP, 0);
    for (int i = 0; i <= PORT_MAX; i++) {
      if (i != port) {
        rules.allowPort(i);
      }
    }
    return rules;
  }

  private static LandlockRules create(long files, long ports, long scopes) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var attributes = arena.allocateFrom(JAVA_LONG, files, ports, scopes);
      var version = version();
      var bytes =
          version >= FIRST_VERSION_WITH_SCOPES ? 24 : version >= FIRST_VERSION_WITH_PORTS ? 16 : 8;
      return new LandlockRules(
          (int) LinuxCalls.call("landlock", CREATE_RULESET, attributes.address(), bytes, 0));
    }
  }

  /// Allows access to a path. A missing one is passed over.
  public void allow(Path path, Access access) throws IOException {
    int file;
    try {
      file = LinuxCalls.open(path.toString().getBytes(ENCODING), 0);
    } catch (IOException missing) {
      return;
    }
    try {
      var bits = Files.isDirectory(path) ? access.bits : access.bits & OF_FILES;
      add(RULE_PATH_BENEATH, bits, file);
    } finally {
      LinuxCalls.close(file);
    }
  }

  /// Allows connections to a TCP port.
  public void allowPort(int port) throws IOException {
    add(RULE_NET_PORT, CONNECT_TCP, port);
  }

  /// @param object a file descriptor or a port
  private void add(int type, int access, long object) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var rule = arena.allocate(16, 8);
      rule.set(JAVA_LONG, 0, access);
      rule.set(JAVA_LONG, 8, object);
      LinuxCalls.call("landlock", ADD_RULE, rules, type, rule.address(), 0);
    }
  }

  /// Applies the rules to this thread, in addition to earlier ones.
  public void restrictThread() throws IOException {
    LinuxCalls.call("landlock", RESTRICT_SELF, rules, 0);
  }

  @Override
  public void close() throws IOException {
    LinuxCalls.close(rules);
  }
}
