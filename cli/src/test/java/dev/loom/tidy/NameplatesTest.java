package dev.loom.tidy;

import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class NameplatesTest {
  private static final String PLATE = "package-info.java";

  @Test
  void everyPackageSaysWhatItIsFor() {
    var sources = Repository.mainSources();
    var told =
        sources.stream()
            .filter(source -> source.path().endsWith("/" + PLATE))
            .filter(NameplatesTest::saysASentence)
            .map(source -> folder(source.path()))
            .collect(Collectors.toSet());
    var missing = new TreeSet<String>();
    for (var source : sources) {
      if (!told.contains(folder(source.path()))) {
        missing.add(folder(source.path()) + "/" + PLATE);
      }
    }
    Findings.expectNone(
        missing,
        "Every package has a nameplate: a package-info.java that says in /// comments what this"
            + " room does, which class is its door, and what it never does.");
  }

  private static String folder(String path) {
    return path.substring(0, path.lastIndexOf('/'));
  }

  private static boolean saysASentence(JavaSource plate) {
    var said =
        plate.comments().stream()
            .filter(comment -> comment.startsWith("///"))
            .map(comment -> comment.substring("///".length()).strip())
            .collect(Collectors.joining(" "));
    return said.matches("(?s)\\S.{15,}[.:](\\s.*)?");
  }
}
