package dev.loom.structure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class MarkdownLinksTest {
  @Test
  void everyLinkIntoTheRepositoryResolves() {
    var found = new ArrayList<String>();
    var files = files();
    assertFalse(files.isEmpty(), "no Markdown files found");
    for (var file : files) {
      for (var link : new MarkdownPage(Repository.read(file)).links()) {
        if (!isOutside(link) && !resolves(file, link)) {
          found.add(Repository.ROOT.relativize(file) + ": " + link);
        }
      }
    }
    Violations.assertNone(found, "Link to an existing file or heading, relative to the page.");
  }

  private static List<Path> files() {
    return Stream.concat(
            Repository.files(".", ".md")
                .filter(file -> file.normalize().getParent().equals(Repository.ROOT)),
            Stream.of("bench", "conf", "docs", "examples")
                .flatMap(folder -> Repository.files(folder, ".md")))
        .map(Path::normalize)
        .toList();
  }

  private static boolean isOutside(String link) {
    return link.matches("[a-z]+:.*");
  }

  private static boolean resolves(Path from, String link) {
    var hash = link.indexOf('#');
    var path = hash < 0 ? link : link.substring(0, hash);
    var target = path.isEmpty() ? from : from.resolveSibling(path).normalize();
    if (!target.startsWith(Repository.ROOT) || !Files.exists(target)) {
      return false;
    }
    return hash < 0
        || Files.isRegularFile(target)
            && new MarkdownPage(Repository.read(target))
                .anchors()
                .contains(link.substring(hash + 1));
  }

  @Test
  void parsesLinksNamesAndAnchors() {
    var page =
        new MarkdownPage(
            """
            # What it *is*
            See [one](a.md#b), `[no](link)`, `Name`.
            ```
            # no heading
            [no](link.md)
            ```
            ## Start `loom serve`, now
            ## Again
            ## Again
            [two]: ../b.md
            """);
    assertEquals(List.of("a.md#b", "../b.md"), page.links());
    assertEquals(List.of("[no](link)", "Name", "loom serve"), page.names());
    assertEquals(Set.of("what-it-is", "start-loom-serve-now", "again", "again-1"), page.anchors());
  }
}
