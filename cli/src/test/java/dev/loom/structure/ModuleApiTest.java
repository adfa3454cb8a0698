package dev.loom.structure;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

final class ModuleApiTest {
  /// Classes for verticles of third parties, described in docs/embedding.md.
  private static final Set<String> EMBEDDING_API = Set.of("dev.loom.tools.HostedTools");

  private static final Predicate<Repository.Module> HAS_VERTICLE =
      module ->
          switch (module.folder()) {
            case "processes",
                "memory",
                "model-verticles",
                "tool-verticles",
                "orchestrator",
                "gateway" ->
                true;
            default -> false;
          };

  @Test
  void onlyTheVerticleAndClassesUsedAcrossPackagesArePublic() {
    var found = new TreeSet<String>();
    for (var module : Repository.MODULES.stream().filter(HAS_VERTICLE).toList()) {
      var needed = neededOutsideItsPackage(module);
      ProjectClasses.of(module).stream()
          .filter(ModuleApiTest::isPublicAtTopLevel)
          .filter(each -> !isEntryPoint(module, each))
          .filter(each -> !needed.contains(each))
          .forEach(each -> found.add(each.getName()));
    }
    Violations.assertNone(
        found,
        "No other package of its module uses this class: make it package-private. Other modules"
            + " send requests over the bus.");
  }

  private static boolean isPublicAtTopLevel(JavaClass each) {
    return each.isTopLevelClass() && each.getModifiers().contains(JavaModifier.PUBLIC);
  }

  private static boolean isEntryPoint(Repository.Module module, JavaClass each) {
    return EMBEDDING_API.contains(each.getName())
        || module.owns(each.getPackageName()) && each.getSimpleName().endsWith("Verticle");
  }

  /// Returns the classes used from another package of the module, and the types in their public
  /// signatures.
  private static Set<JavaClass> neededOutsideItsPackage(Repository.Module module) {
    var needed = new LinkedHashSet<JavaClass>();
    var queue = new ArrayDeque<JavaClass>();
    for (var user : ProjectClasses.of(module)) {
      ProjectClasses.projectDependencies(user)
          .map(Dependency::getTargetClass)
          .filter(used -> !used.getPackageName().equals(user.getPackageName()))
          .forEach(queue::add);
    }
    while (!queue.isEmpty()) {
      var next = topLevel(queue.remove());
      if (module.owns(next.getPackageName()) && needed.add(next)) {
        ProjectClasses.of(module).stream()
            .filter(each -> topLevel(each).equals(next))
            .flatMap(each -> each.getMethods().stream())
            .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC))
            .forEach(method -> queue.addAll(method.getAllInvolvedRawTypes()));
      }
    }
    return needed;
  }

  private static JavaClass topLevel(JavaClass each) {
    return each.getEnclosingClass()
        .map(ModuleApiTest::topLevel)
        .orElse(each.getBaseComponentType());
  }
}
