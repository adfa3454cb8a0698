package dev.loom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The locale that the launcher chooses. `C.UTF-8` is part of the C library.
@Timeout(30)
class LaunchScriptTest {
  private static final Path SCRIPT = Path.of("src", "main", "dist", "launch.sh").toAbsolutePath();

  /// @param variables the locale of the caller
  /// @param path the value of `PATH`; without the program `locale` as in musl's images
  @ParameterizedTest
  @CsvSource({
    // redhat-developer/vscode-java#4473: one variable overrides the others
    "LC_ALL=C LANG=C.UTF-8, /usr/bin:/bin, C.UTF-8",
    "LC_CTYPE=POSIX LANG=C.UTF-8, /usr/bin:/bin, C.UTF-8",
    // docker-library/python#69, log4j-detector#10
    "LANG=POSIX, /usr/bin:/bin, C.UTF-8",
    "LANG=, /usr/bin:/bin, C.UTF-8",
    // fedora-cloud/docker-brew-fedora#27: a locale that is not installed
    "LANG=xx_YY.UTF-8, /usr/bin:/bin, C.UTF-8",
    "LC_ALL=xx_YY.UTF-8, /usr/bin:/bin, C.UTF-8",
    // scalyr/scalyr-agent-2#1305: no program `locale`
    "LANG=C, /nonexistent, C.UTF-8",
    "LC_ALL=de_DE.utf8, /nonexistent, de_DE.utf8",
    "LANG=de_DE.UTF-8, /nonexistent, ''",
    "LANG=C.UTF-8, /usr/bin:/bin, ''"
  })
  void aLocaleWithUtf8IsUsed(String variables, String path, String expected) throws Exception {
    assertEquals(expected, locale(variables, path));
  }

  private static String locale(String variables, String path)
      throws IOException, InterruptedException {
    var builder =
        new ProcessBuilder(
            "/bin/sh", "-euc", ". \"$0\"; use_utf8; echo \"${LC_ALL:-}\"", SCRIPT.toString());
    builder.environment().clear();
    builder.environment().put("PATH", path);
    for (var variable : variables.split(" ")) {
      var parts = variable.split("=", 2);
      builder.environment().put(parts[0], parts[1]);
    }
    var process = builder.redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes()).strip();
    assertEquals(0, process.waitFor(), output);
    return output;
  }
}
