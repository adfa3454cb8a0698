package dev.loom.structure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Keeps metaphors out of names, prose, prompts and messages. `banned-words.txt` lists the words
/// with their replacements, `banned-words-allowed.txt` the few uses that stay.
final class BannedWordsTest {
  private static final String LISTS = "cli/src/test/resources/structure/";
  private static final Pattern LETTERS = Pattern.compile("[A-Za-z]+");
  private static final Pattern CAMEL_CASE =
      Pattern.compile("(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])");

  /// One occurrence of a banned word; line 0 is the path itself.
  private record Use(String path, int line, String word) {}

  /// @param path of a file, or the beginning of several
  private record Allowed(String path, String word, String reason) {
    boolean covers(Use use) {
      return use.path().startsWith(path) && use.word().equals(word);
    }
  }

  @Test
  void noFileUsesABannedWord() {
    var replacements = replacements();
    var allowed = allowed();
    var byModule = new TreeMap<String, Integer>();
    var found = new ArrayList<String>();
    for (var use : usesInRepository(replacements)) {
      if (allowed.stream().noneMatch(entry -> entry.covers(use))) {
        found.add(
            "%s:%d: %s -> %s"
                .formatted(use.path(), use.line(), use.word(), replacements.get(use.word())));
        byModule.merge(use.path().replaceAll("/.*", ""), 1, Integer::sum);
      }
    }
    Violations.assertNone(
        found,
        found.size()
            + " banned words "
            + byModule
            + ". Use the replacement; a wire name that must stay goes into "
            + LISTS
            + "banned-words-allowed.txt with its reason.");
  }

  @Test
  void everyAllowedUseOccurs() {
    var uses = usesInRepository(replacements());
    var unused =
        allowed().stream()
            .filter(entry -> uses.stream().noneMatch(entry::covers))
            .map(Allowed::toString)
            .toList();
    Violations.assertNone(unused, "Remove the entry from banned-words-allowed.txt.");
  }

  @Test
  void everyAllowedUseHasAReason() {
    assertTrue(allowed().stream().noneMatch(entry -> entry.reason().isBlank()));
  }

  @Test
  void findsWholeWordsAndPartsOfIdentifiers() {
    var banned = Map.of("gizmo", "tool", "zapped", "deleted");
    assertEquals(
        List.of(
            new Use("src/GizmoFilter.java", 0, "gizmo"),
            new Use("src/GizmoFilter.java", 1, "zapped"),
            new Use("src/GizmoFilter.java", 2, "gizmo"),
            new Use("src/GizmoFilter.java", 2, "zapped")),
        uses(
            "src/GizmoFilter.java",
            "a zappedValue\nXMLGizmo, ZAPPED_ONCE gizmos megagizmo",
            banned));
  }

  private static List<Use> usesInRepository(Map<String, String> banned) {
    return files()
        .flatMap(
            file ->
                uses(Repository.ROOT.relativize(file).toString(), Repository.read(file), banned)
                    .stream())
        .toList();
  }

  private static List<Use> uses(String path, String text, Map<String, String> banned) {
    var uses = new ArrayList<Use>();
    int number = 0;
    for (var line : Stream.concat(Stream.of(path), text.lines()).toList()) {
      for (var word : words(line)) {
        if (banned.containsKey(word)) {
          uses.add(new Use(path, number, word));
        }
      }
      number++;
    }
    return uses;
  }

  private static List<String> words(String line) {
    return LETTERS
        .matcher(line)
        .results()
        .flatMap(letters -> CAMEL_CASE.splitAsStream(letters.group()))
        .map(word -> word.toLowerCase(Locale.ROOT))
        .toList();
  }

  private static Stream<Path> files() {
    return Repository.textFiles()
        .filter(file -> !Repository.ROOT.relativize(file).toString().startsWith(LISTS));
  }

  private static Map<String, String> replacements() {
    var replacements = new HashMap<String, String>();
    for (var line : list("banned-words.txt")) {
      var sides = line.split(" = ", 2);
      Arrays.stream(sides[0].split(", ")).forEach(word -> replacements.put(word, sides[1]));
    }
    return replacements;
  }

  private static List<Allowed> allowed() {
    return list("banned-words-allowed.txt").stream()
        .map(line -> line.split(" +", 3))
        .map(parts -> new Allowed(parts[0], parts[1], parts[2]))
        .toList();
  }

  private static List<String> list(String name) {
    return Repository.read(Repository.ROOT.resolve(LISTS + name))
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .toList();
  }
}
