package dev.loom.structure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ArchitecturePageTest {
  private static final String PAGE = "ARCHITECTURE.md";
  private static final Pattern DECLARATION =
      Pattern.compile("\\b(?:class|record|interface|enum)\\s+([A-Z]\\w*)");

  /// A class name, optionally followed by `.member` or `.java`.
  private static final Pattern CLASS_NAME =
      Pattern.compile("(?<![\\w.…<-])([A-Z][a-z0-9]+(?:[A-Z]\\w*|\\b))(?:\\.(\\w+))?(?![\\w-])");

  /// Classes of the JDK and Vert.x that the page mentions.
  private static final Set<String> FOREIGN =
      Set.of("EventBus", "Future", "HttpClient", "Path", "Thread", "VerticleBase", "Vertx");

  @Test
  void everyClassAndMemberNamedOnThePageExists() {
    var declared = declared();
    var found = new ArrayList<String>();
    for (var name : new MarkdownPage(Repository.read(Repository.ROOT.resolve(PAGE))).names()) {
      CLASS_NAME
          .matcher(name)
          .results()
          .filter(word -> !FOREIGN.contains(word.group(1)))
          .filter(word -> !isThere(declared, word.group(1), word.group(2)))
          .forEach(word -> found.add(PAGE + ": unknown name " + word.group()));
    }
    Violations.assertNone(
        found,
        "Name an existing class or member, or add a class of a library to the list in this test.");
  }

  private static boolean isThere(
      Map<String, List<JavaSource>> declared, String className, String member) {
    var places = declared.getOrDefault(className, List.of());
    if (member == null || member.equals("java")) {
      return !places.isEmpty();
    }
    var word = Pattern.compile("\\b" + Pattern.quote(member) + "\\b");
    return places.stream().anyMatch(place -> word.matcher(place.code()).find());
  }

  private static Map<String, List<JavaSource>> declared() {
    var declared = new TreeMap<String, List<JavaSource>>();
    Stream.concat(Repository.mainSources().stream(), Repository.testSources().stream())
        .forEach(
            source ->
                DECLARATION
                    .matcher(source.code())
                    .results()
                    .forEach(
                        found ->
                            declared
                                .computeIfAbsent(found.group(1), ignored -> new ArrayList<>())
                                .add(source)));
    return declared;
  }
}
