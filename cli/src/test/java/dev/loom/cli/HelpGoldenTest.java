package dev.loom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.cli.commands.RootCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine.Help.Ansi;

/// Compares every help text with its golden file. `-Dgolden.refresh=true` rewrites the files.
class HelpGoldenTest {
  private static final Path GOLDEN = Path.of("src", "test", "resources", "golden", "help");

  private static TreeMap<String, String> helps() {
    var line = RootCommand.commandLine();
    var helps = new TreeMap<String, String>();
    helps.put("loom", line.getUsageMessage(Ansi.OFF));
    line.getSubcommands()
        .forEach((name, command) -> helps.put("loom-" + name, command.getUsageMessage(Ansi.OFF)));
    return helps;
  }

  @BeforeAll
  static void refreshIfRequested() throws IOException {
    if (Boolean.getBoolean("golden.refresh")) {
      Files.createDirectories(GOLDEN);
      for (var help : helps().entrySet()) {
        Files.writeString(GOLDEN.resolve(help.getKey() + ".txt"), help.getValue());
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> everyHelpTextEqualsItsGoldenFile() {
    return helps().entrySet().stream()
        .map(
            help ->
                DynamicTest.dynamicTest(
                    help.getKey(),
                    () -> {
                      var golden = GOLDEN.resolve(help.getKey() + ".txt");
                      assertTrue(Files.exists(golden), "run with -Dgolden.refresh=true: " + golden);
                      assertEquals(Files.readString(golden), help.getValue());
                    }));
  }

  @Test
  void everyGoldenFileBelongsToACommand() throws IOException {
    var expected =
        helps().keySet().stream()
            .map(name -> name + ".txt")
            .collect(Collectors.toCollection(TreeSet::new));
    try (var files = Files.list(GOLDEN)) {
      assertEquals(
          expected,
          files
              .map(file -> file.getFileName().toString())
              .collect(Collectors.toCollection(TreeSet::new)));
    }
  }
}
