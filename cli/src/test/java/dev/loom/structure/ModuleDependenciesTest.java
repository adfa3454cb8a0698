package dev.loom.structure;

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

final class ModuleDependenciesTest {
  private static final Set<String> API_MODULES = Set.of("plugin-api", "contracts", "bus");
  private static final Set<String> VERTICLE_MODULES =
      Set.of("processes", "memory", "model-verticles", "tool-verticles", "orchestrator", "gateway");

  private static final Map<String, Set<String>> ALLOWED_DEPENDENCIES =
      Map.ofEntries(
          Map.entry("plugin-api", Set.of()),
          Map.entry("command-risk", Set.of()),
          Map.entry("contracts", Set.of("plugin-api")),
          Map.entry("bus", Set.of("plugin-api", "contracts")),
          Map.entry("processes", API_MODULES),
          Map.entry("memory", API_MODULES),
          Map.entry("builtin-model", Set.of("plugin-api", "contracts")),
          Map.entry("model-verticles", union(API_MODULES, Set.of("builtin-model"))),
          Map.entry("tool-verticles", union(API_MODULES, Set.of("command-risk"))),
          Map.entry("orchestrator", union(API_MODULES, Set.of("command-risk"))),
          Map.entry("gateway", API_MODULES),
          Map.entry("engine", union(API_MODULES, VERTICLE_MODULES)),
          // The command is a client: it starts an engine and uses its contracts.
          Map.entry("cli", union(API_MODULES, Set.of("engine"))));

  private static Set<String> union(Set<String> some, Set<String> others) {
    var both = new TreeSet<>(some);
    both.addAll(others);
    return both;
  }

  @Test
  void everyModuleHasClasses() {
    for (var folder : ALLOWED_DEPENDENCIES.keySet()) {
      assertFalse(ProjectClasses.of(module(folder)).isEmpty(), "no classes of " + folder);
    }
  }

  @Test
  void everyModuleInThePomIsListed() {
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
  void modulesUseOnlyTheirAllowedDependencies() {
    var found = new TreeSet<String>();
    for (var folder : ALLOWED_DEPENDENCIES.keySet()) {
      ProjectClasses.of(module(folder)).forEach(user -> found.addAll(forbiddenUses(folder, user)));
    }
    Violations.assertNone(
        found,
        "Modules communicate over the bus with the types of contracts: add a record and an Address"
            + " there instead of using a class of another module.");
  }

  private static List<String> forbiddenUses(String folder, JavaClass user) {
    return ProjectClasses.projectDependencies(user)
        .filter(use -> !mayUse(folder, use.getTargetClass().getPackageName()))
        .map(use -> folder + ": " + use.getDescription())
        .toList();
  }

  private static boolean mayUse(String folder, String packageName) {
    return module(folder).owns(packageName)
        || ALLOWED_DEPENDENCIES.get(folder).stream()
            .anyMatch(other -> module(other).owns(packageName));
  }

  @Test
  void everyPackageIsUnderTheRootOfItsModule() {
    var found = new ArrayList<String>();
    for (var source : Repository.mainSources()) {
      var module =
          Repository.MODULES.stream().filter(each -> source.isIn(each.folder())).findFirst();
      if (!source.name().startsWith(module.orElseThrow().root().replace('.', '/') + "/")) {
        found.add(source.path());
      }
    }
    Violations.assertNone(found, "Move it under the package of its module.");
  }

  private static Repository.Module module(String folder) {
    return BY_FOLDER.get(folder);
  }

  private static final Map<String, Repository.Module> BY_FOLDER =
      Repository.MODULES.stream()
          .collect(Collectors.toUnmodifiableMap(Repository.Module::folder, each -> each));
}
