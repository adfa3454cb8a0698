package dev.loom.tidy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class ModuleDirectionTest {
  private static final Set<String> WALLS = Set.of("plugin-api", "contracts");
  private static final Set<String> ROOMS =
      Set.of("processes", "memory", "model-verticles", "tool-verticles", "orchestrator", "gateway");

  private static final Map<String, Set<String>> MAY_USE =
      Map.of(
          "plugin-api", Set.of(),
          "contracts", Set.of("plugin-api"),
          "processes", WALLS,
          "memory", WALLS,
          "model-verticles", WALLS,
          "tool-verticles", WALLS,
          "orchestrator", WALLS,
          "gateway", WALLS,
          "engine", union(WALLS, ROOMS),
          // The command is a client: it starts an engine and speaks its contracts, no more.
          "cli", union(WALLS, Set.of("engine")));

  private static Set<String> union(Set<String> some, Set<String> others) {
    var both = new TreeSet<>(some);
    both.addAll(others);
    return both;
  }

  @Test
  void everyModuleOfTheCommandWasRead() {
    for (var folder : MAY_USE.keySet()) {
      assertFalse(HouseClasses.of(module(folder)).isEmpty(), "no classes of " + folder);
    }
  }

  @Test
  void everyModuleInThePomIsKnownHere() {
    var pom = Repository.read(Repository.ROOT.resolve("pom.xml"));
    var inPom =
        pom.lines()
            .map(String::strip)
            .filter(line -> line.startsWith("<module>"))
            .map(line -> line.replaceAll("</?module>", ""))
            .toList();
    assertEquals(inPom, Repository.MODULES.stream().map(Repository.Module::folder).toList());
  }

  @Test
  void aModuleUsesOnlyModulesAboveItAndNoRoomUsesAnother() {
    var found = new TreeSet<String>();
    for (var folder : MAY_USE.keySet()) {
      HouseClasses.of(module(folder)).forEach(user -> found.addAll(forbiddenUses(folder, user)));
    }
    Findings.expectNone(
        found,
        "Rooms meet on the bus, in the words of contracts: make what is missing there a record and"
            + " an Address instead of using a class of another room.");
  }

  private static List<String> forbiddenUses(String folder, JavaClass user) {
    return HouseClasses.ownUses(user)
        .filter(use -> !mayUse(folder, use.getTargetClass().getPackageName()))
        .map(use -> folder + ": " + use.getDescription())
        .toList();
  }

  private static boolean mayUse(String folder, String packageName) {
    return module(folder).owns(packageName)
        || MAY_USE.get(folder).stream().anyMatch(other -> module(other).owns(packageName));
  }

  @Test
  void everyPackageLiesUnderTheRootOfItsModule() {
    var found = new ArrayList<String>();
    for (var source : Repository.mainSources()) {
      var module =
          Repository.MODULES.stream().filter(each -> source.isIn(each.folder())).findFirst();
      if (!source.name().startsWith(module.orElseThrow().root().replace('.', '/') + "/")) {
        found.add(source.path());
      }
    }
    Findings.expectNone(found, "Move it under the package of its module.");
  }

  private static Repository.Module module(String folder) {
    return BY_FOLDER.get(folder);
  }

  private static final Map<String, Repository.Module> BY_FOLDER =
      Repository.MODULES.stream()
          .collect(Collectors.toUnmodifiableMap(Repository.Module::folder, each -> each));
}
