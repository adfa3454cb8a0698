package dev.loom.tidy;

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
  void noPackageOfAModuleUsesAnotherInACircle() {
    var found = new ArrayList<String>();
    for (var module : Repository.MODULES) {
      var example = new TreeMap<String, String>();
      var uses = uses(module, example);
      for (var circle : circles(uses)) {
        found.add(String.join(" -> ", circle));
        for (int i = 0; i + 1 < circle.size(); i++) {
          found.add("    " + example.get(circle.get(i) + " -> " + circle.get(i + 1)));
        }
      }
    }
    Findings.expectNone(
        found,
        "Packages of a module have a direction. Move the class that points back to the package it"
            + " belongs to, or let the lower one be given what it needs.");
  }

  private static Map<String, Set<String>> uses(
      Repository.Module module, Map<String, String> example) {
    var uses = new TreeMap<String, Set<String>>();
    for (var user : HouseClasses.of(module)) {
      HouseClasses.ownUses(user)
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

  /// One circle through each package that lies on one, each circle once.
  private static Set<List<String>> circles(Map<String, Set<String>> uses) {
    var circles = new LinkedHashSet<List<String>>();
    var onOne = new TreeSet<String>();
    for (var start : uses.keySet()) {
      if (!onOne.contains(start)) {
        var circle = wayBack(uses, start, start, new LinkedHashSet<>(List.of(start)));
        if (!circle.isEmpty()) {
          circles.add(circle);
          onOne.addAll(circle);
        }
      }
    }
    return circles;
  }

  private static List<String> wayBack(
      Map<String, Set<String>> uses, String at, String goal, SequencedSet<String> seen) {
    for (var next : uses.getOrDefault(at, Set.of())) {
      if (next.equals(goal)) {
        return List.of(at, goal);
      }
      if (seen.add(next)) {
        var rest = wayBack(uses, next, goal, seen);
        if (!rest.isEmpty()) {
          var way = new ArrayList<String>(List.of(at));
          way.addAll(rest);
          return way;
        }
      }
    }
    return List.of();
  }

  @Test
  void aPlantedCircleIsFoundAndAPlantedTreeIsNot() {
    Map<String, Set<String>> circle =
        Map.of("a", Set.of("b"), "b", Set.of("c", "d"), "d", Set.of("a"));
    assertEquals(Set.of(List.of("a", "b", "d", "a")), circles(new TreeMap<>(circle)));
    assertEquals(Set.of(), circles(Map.of("a", Set.of("b", "c"), "b", Set.of("c"))));
  }
}
