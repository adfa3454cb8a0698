package dev.loom.structure;

import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class PackageInfoTest {
  private static final String PACKAGE_INFO = "package-info.java";

  @Test
  void everyPackageIsDocumented() {
    var sources = Repository.mainSources();
    var documented =
        sources.stream()
            .filter(source -> source.path().endsWith("/" + PACKAGE_INFO))
            .filter(PackageInfoTest::hasSentence)
            .map(source -> folder(source.path()))
            .collect(Collectors.toSet());
    var missing = new TreeSet<String>();
    for (var source : sources) {
      if (!documented.contains(folder(source.path()))) {
        missing.add(folder(source.path()) + "/" + PACKAGE_INFO);
      }
    }
    Violations.assertNone(
        missing,
        "Add a package-info.java that states in /// comments the responsibility of the package, its"
            + " entry point, and what it does not do.");
  }

  private static String folder(String path) {
    return path.substring(0, path.lastIndexOf('/'));
  }

  private static boolean hasSentence(JavaSource packageInfo) {
    var text =
        packageInfo.comments().stream()
            .filter(comment -> comment.startsWith("///"))
            .map(comment -> comment.substring("///".length()).strip())
            .collect(Collectors.joining(" "));
    return text.matches("(?s)\\S.{15,}[.:](\\s.*)?");
  }
}
