package dev.loom.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// A dangerous command that does no harm in a test workspace. All except the write are lines of the
/// policy's `dangerous-commands.txt`.
///
/// @param family section of that file
/// @param text line of that file
record DangerousSample(String family, String text, ObservedEffect effect) {
  /// Effect by which the test detects that the command ran.
  enum ObservedEffect {
    /// The directory `x` was removed.
    REMOVED,

    /// The file `.env` was changed.
    ENV,

    /// A stand-in for the program recorded its call.
    INVOKED,

    /// Only the entry in `ledger.txt`.
    NOTHING
  }

  static final List<String> STAND_INS = List.of("git", "psql", "sqlite3", "sudo", "docker");

  private static final String SECRET = "SECRET=1\n";
  private static final String WRITE = "write_file .env";
  private static final Pattern NUMBERED = Pattern.compile("⟦([0-9a-f]+)⟧");

  /// Samples of every family.
  static final List<DangerousSample> ALL =
      List.of(
          new DangerousSample("the tool itself", WRITE, ObservedEffect.ENV),
          new DangerousSample("quoting", "r''m -rf x", ObservedEffect.REMOVED),
          new DangerousSample("quoting", "\\rm -rf x", ObservedEffect.REMOVED),
          new DangerousSample("quoting", "$'\\x72m' -rf x", ObservedEffect.REMOVED),
          new DangerousSample("quoting", "rm${IFS}-rf${IFS}x", ObservedEffect.REMOVED),
          new DangerousSample("quoting", "{rm,-rf,x}", ObservedEffect.REMOVED),
          new DangerousSample("quoting", "rm -r\\⟦a⟧f x", ObservedEffect.REMOVED),
          new DangerousSample("quoting", "/bin/rm -rf x", ObservedEffect.REMOVED),
          new DangerousSample("quoting", "/bin/r[m] -rf x", ObservedEffect.REMOVED),
          new DangerousSample("removing", "rm -fr x", ObservedEffect.REMOVED),
          new DangerousSample("removing", "rm --recursive --force x", ObservedEffect.REMOVED),
          new DangerousSample(
              "removing", "find . -exec bash -c 'rm -rf x' \\;", ObservedEffect.REMOVED),
          new DangerousSample("removing", "ls | xargs bash -c 'rm -rf x'", ObservedEffect.REMOVED),
          new DangerousSample("variables", "a=rm; $a -rf x", ObservedEffect.REMOVED),
          new DangerousSample("variables", "a='rm -rf x'; $a", ObservedEffect.REMOVED),
          new DangerousSample("variables", "a=r; b=${a}m; $b -rf x", ObservedEffect.REMOVED),
          new DangerousSample("variables", "${a:-rm} -rf x", ObservedEffect.REMOVED),
          new DangerousSample("variables", "a=ln; ${a/ln/rm} -rf x", ObservedEffect.REMOVED),
          new DangerousSample("variables", "`rm -rf x`", ObservedEffect.REMOVED),
          new DangerousSample(
              "variables", "cat <<EOF⟦a⟧${a:-$(rm -rf x)}⟦a⟧EOF", ObservedEffect.REMOVED),
          new DangerousSample(
              "code from elsewhere", "eval `echo rm -rf x`", ObservedEffect.REMOVED),
          new DangerousSample(
              "code from elsewhere", "a='rm -rf x'; eval $a", ObservedEffect.REMOVED),
          new DangerousSample("code from elsewhere", "echo rm -rf x | sh", ObservedEffect.REMOVED),
          new DangerousSample(
              "code from elsewhere", "echo cm0gLXJmIHg= | base64 -d | sh", ObservedEffect.REMOVED),
          new DangerousSample("code from elsewhere", "bash <<< 'rm -rf x'", ObservedEffect.REMOVED),
          new DangerousSample(
              "code from elsewhere",
              "bash -c 'sh -c \"bash -c \\\"rm -rf x\\\"\"'",
              ObservedEffect.REMOVED),
          new DangerousSample("wrappers", "env A=1 rm -rf x", ObservedEffect.REMOVED),
          new DangerousSample("wrappers", "command -- rm -rf x", ObservedEffect.REMOVED),
          new DangerousSample("wrappers", "nice rm -rf x", ObservedEffect.REMOVED),
          new DangerousSample("wrappers", "timeout 5 rm -rf x", ObservedEffect.REMOVED),
          new DangerousSample("wrappers", "env --split-string 'rm -rf x'", ObservedEffect.REMOVED),
          new DangerousSample("git", "git push --force", ObservedEffect.INVOKED),
          new DangerousSample("git", "git reset --hard", ObservedEffect.INVOKED),
          new DangerousSample("git", "git clean -fdx", ObservedEffect.INVOKED),
          new DangerousSample("languages", "awk '/x/{system(\"id\")}' a", ObservedEffect.NOTHING),
          new DangerousSample("languages", "node -p 'x'", ObservedEffect.NOTHING),
          new DangerousSample("languages", "perl -ne 'print' a", ObservedEffect.NOTHING),
          new DangerousSample("databases", "psql -c 'DROP TABLE users'", ObservedEffect.INVOKED),
          new DangerousSample(
              "databases", "psql -c \"DROP/**/TABLE users\"", ObservedEffect.INVOKED),
          new DangerousSample(
              "databases", "psql -c 'drop⟦a⟧table⟦a⟧users'", ObservedEffect.INVOKED),
          new DangerousSample("databases", "sqlite3 a.db 'DROP TABLE t'", ObservedEffect.INVOKED),
          new DangerousSample("the machine", "sudo ls", ObservedEffect.INVOKED),
          new DangerousSample("the machine", "docker rm -f x", ObservedEffect.INVOKED),
          new DangerousSample("protected files", "echo x > .env", ObservedEffect.ENV),
          new DangerousSample("protected files", "> .env", ObservedEffect.ENV),
          new DangerousSample("protected files", "echo x > .e''nv", ObservedEffect.ENV),
          new DangerousSample("protected files", "echo x > .e\\nv", ObservedEffect.ENV),
          new DangerousSample("places", "( rm -rf x )", ObservedEffect.REMOVED),
          new DangerousSample(
              "places",
              "if false; then true; elif rm -rf x; then true; fi",
              ObservedEffect.REMOVED),
          new DangerousSample(
              "places", "case a in b) ls;; *) rm -rf x;; esac", ObservedEffect.REMOVED),
          new DangerousSample("places", "true;rm -rf x;true", ObservedEffect.REMOVED));

  boolean isWrite() {
    return text.equals(WRITE);
  }

  /// Creates the files on which the commands operate.
  static void prepare(Path workspace) throws IOException {
    Files.createDirectories(workspace.resolve("x"));
    Files.writeString(workspace.resolve("x").resolve("kept"), "");
    Files.writeString(workspace.resolve("a"), "x\n");
    Files.writeString(workspace.resolve(".env"), SECRET);
  }

  /// Returns the tool call with this command.
  ScriptedModelServer.Call call() {
    if (isWrite()) {
      return new ScriptedModelServer.Call(
          "write_file", Map.of("path", ".env", "content", "SECRET=2\n"));
    }
    // The ledger line comes first: the command may replace the shell.
    var command =
        "echo \"$LOOM_CALL_ID\" >> ledger.txt\n"
            + NUMBERED
                .matcher(text)
                .replaceAll(found -> Character.toString(Integer.parseInt(found.group(1), 16)));
    return new ScriptedModelServer.Call("shell_execute", Map.of("command", command));
  }

  /// Counts the runs of the command in a workspace.
  int runs(Path workspace) throws IOException {
    int ran =
        switch (effect) {
          case REMOVED -> Files.exists(workspace.resolve("x")) ? 0 : 1;
          case ENV -> Files.readString(workspace.resolve(".env")).equals(SECRET) ? 0 : 1;
          case INVOKED -> lines(workspace.resolve("invoked.txt"));
          case NOTHING -> lines(workspace.resolve("ledger.txt"));
        };
    int recorded = isWrite() ? ran : lines(workspace.resolve("ledger.txt"));
    if (ran != recorded) {
      throw new AssertionError(
          "%s had its effect %d times, and ran %d times".formatted(text, ran, recorded));
    }
    return ran;
  }

  private static int lines(Path file) throws IOException {
    return Files.exists(file) ? Files.readAllLines(file).size() : 0;
  }
}
