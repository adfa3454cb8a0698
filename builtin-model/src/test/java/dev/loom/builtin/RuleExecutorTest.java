package dev.loom.builtin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RuleExecutorTest {
  static final String GOAL =
      "Take stock of this folder: count the source files by type, find every TODO and FIXME, and"
          + " write what you found to STOCK.md";

  @TempDir Path temp;
  private Path shop;

  @BeforeEach
  void fillTheFolder() throws Exception {
    shop = temp.resolve("shop");
    write("src/Main.java", "class Main {\n  // TODO: open the shop\n}\n");
    write("src/deep/Till.java", "class Till {}\n// FIXME `round` | TODO pay\n");
    write("src/it's odd name.java", "// todolist is no marker, TODOs neither\n");
    write("tools/run.py", "# TODO faster\nprint(1)\n");
    write("README.md", "# Shop\n\nNothing TODO here.\n");
    write("Makefile", "all:\n\ttrue # FIXME\n");
    write("logo.png", "TODO\0binary");
    write(".git/config", "TODO in git");
    write("node_modules/x/index.js", "// TODO not ours\n");
    write("target/Old.java", "// TODO built\n");
    write("LICENSE", "free");
  }

  private void write(String path, String content) throws Exception {
    var file = shop.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private String stockTakenWith(FakeFolderTools tools) throws Exception {
    var answers = new FakeToolConversation(tools, shop.toString()).run(GOAL);
    assertEquals(
        List.of("count-files", "find-markers", "write-report"), List.copyOf(answers.keySet()));
    assertTrue(Files.exists(shop.resolve("STOCK.md")), answers::toString);
    return Files.readString(shop.resolve("STOCK.md"));
  }

  @Test
  void theReportHoldsTheRightNumbersAndEveryMarker() throws Exception {
    assertEquals(
        """
        # Inventory of shop

        Goal: Take stock of this folder: count the source files by type, find every TODO and FIXME, and write what you found to STOCK.md

        Gathered by Loom's built-in rules, without a language model.

        ## Files by type

        5 source files of 3 types, and 3 other files.

        | Type | Files |
        |---|---:|
        | Java (.java) | 3 |
        | Make (makefile) | 1 |
        | Python (.py) | 1 |
        | **All source files** | **5** |

        Documents, configuration and data:

        | Type | Files |
        |---|---:|
        | Markdown (.md) | 1 |

        Other files: 1 .png, 1 without an extension.

        Left out: Loom's own STOCK.md.

        ## TODO and FIXME

        5 lines in 5 files: 4 with TODO, 2 with FIXME.

        - Makefile:2: `true # FIXME`
        - README.md:3: `Nothing TODO here.`
        - src/Main.java:2: `// TODO: open the shop`
        - src/deep/Till.java:2: `// FIXME 'round' | TODO pay`
        - tools/run.py:1: `# TODO faster`

        Left out: Loom's own STOCK.md.
        """,
        stockTakenWith(new FakeFolderTools(shop)));
  }

  @Test
  void aSecondRunDoesNotCountTheReportOfTheFirst() throws Exception {
    var first = stockTakenWith(new FakeFolderTools(shop));
    assertEquals(first, stockTakenWith(new FakeFolderTools(shop)));
  }

  @Test
  void aReportNeedsNoShell() throws Exception {
    var report = stockTakenWith(new FakeFolderTools(shop, "shell_execute"));
    assertEquals(stockTakenWith(new FakeFolderTools(shop)), report);
  }

  @Test
  void moreMarkersThanOneOutputHoldsAreAllListed() throws Exception {
    for (var file = 0; file < 40; file++) {
      write(
          "many/F%02d.java".formatted(file),
          "// TODO a thing to do that is not short\n".repeat(10));
    }
    var report = stockTakenWith(new FakeFolderTools(shop));
    assertTrue(report.contains("405 lines in 45 files: 404 with TODO, 2 with FIXME."), report);
    assertEquals(405, report.lines().filter(line -> line.startsWith("- ")).count());
    assertTrue(report.contains("- many/F39.java:10: "), report);
  }

  @Test
  void anEmptyFolderIsReportedAsEmpty() throws Exception {
    shop = Files.createDirectory(temp.resolve("empty"));
    var report = stockTakenWith(new FakeFolderTools(shop));
    assertTrue(report.contains("0 source files, and 0 other files."), report);
    assertTrue(report.contains("No TODO or FIXME."), report);
  }
}
