package dev.loom.structure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class PackageCyclesTest {
  @Test
  void packagesOfAModuleFormNoCycle() {
    var found = new ArrayList<String>();
    for (var module : Repository.MODULES) {
      var example = new TreeMap<String, String>();
      var uses = uses(module, example);
      for (var cycle : cycles(uses)) {
        found.add(String.join(" -> ", cycle));
        for (int i = 0; i + 1 < cycle.size(); i++) {
          found.add("    " + example.get(cycle.get(i) + " -> " + cycle.get(i + 1)));
        }
      }
    }
    Violations.assertNone(
        found,
        "Dependencies between packages must not form a cycle. Move the class that refers back, or"
            + " pass its result as a parameter.");
  }

  private static Map<String, Set<String>> uses(
      Repository.Module module, Map<String, String> example) {
    var uses = new TreeMap<String, Set<String>>();
    for (var user : ProjectClasses.of(module)) {
      ProjectClasses.projectDependencies(user)
          .filter(use -> module.owns(use.getTargetClass().getPackageName()))
          .forEach(
              use -> {
                var from = user.getPackageName();
                var to = use.getTargetClass().getPackageName();
                if (!from.equals(to)) {
                  uses.computeIfAbsent(from, ignored -> new TreeSet<>()).add(to);
                  example.putIfAbsent(from + " -> " + to, use.getDescription());
                }
              });
    }
    return uses;
  }

  /// Returns one cycle for each package that is on a cycle, without duplicates.
  private static Set<List<String>> cycles(Map<String, Set<String>> uses) {
    var cycles = new LinkedHashSet<List<String>>();
    var onCycle = new TreeSet<String>();
    for (var start : uses.keySet()) {
      if (!onCycle.contains(start)) {
        var cycle = pathTo(uses, start, start, new LinkedHashSet<>(List.of(start)));
        if (!cycle.isEmpty()) {
          cycles.add(cycle);
          onCycle.addAll(cycle);
        }
      }
    }
    return cycles;
  }

  private static List<String> pathTo(
      Map<String, Set<String>> uses, String at, String goal, SequencedSet<String> seen) {
    for (var next : uses.getOrDefault(at, Set.of())) {
      if (next.equals(goal)) {
        return List.of(at, goal);
      }
      if (seen.add(next)) {
        var rest = pathTo(uses, next, goal, seen);
        if (!rest.isEmpty()) {
          var path = new ArrayList<String>(List.of(at));
          path.addAll(rest);
          return path;
        }
      }
    }
    return List.of();
  }

  @Test
  void findsACycleAndAcceptsATree() {
    Map<String, Set<String>> cycle =
        Map.of("a", Set.of("b"), "b", Set.of("c", "d"), "d", Set.of("a"));
    assertEquals(Set.of(List.of("a", "b", "d", "a")), cycles(new TreeMap<>(cycle)));
    assertEquals(Set.of(), cycles(Map.of("a", Set.of("b", "c"), "b", Set.of("c"))));
  }
}
