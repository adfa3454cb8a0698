package dev.loom.processes.definition;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DependencyCycleTest {
  private static Optional<List<String>> find(Map<String, List<String>> dependencies) {
    return DependencyCycle.find(dependencies);
  }

  @Test
  void dependenciesWithoutACycleHaveNone() {
    assertEquals(Optional.empty(), find(Map.of()));
    assertEquals(
        Optional.empty(),
        find(Map.of("a", List.of("b", "c"), "b", List.of("d"), "c", List.of("d"), "d", List.of())));
  }

  @Test
  void aCycleIsReportedFromAPhaseBackToItself() {
    assertEquals(Optional.of(List.of("a", "a")), find(Map.of("a", List.of("a"))));
    var dependencies = new LinkedHashMap<String, List<String>>();
    dependencies.put("z", List.of("p"));
    dependencies.put("p", List.of("q"));
    dependencies.put("q", List.of("p"));
    assertEquals(Optional.of(List.of("p", "q", "p")), find(dependencies));
  }

  @Test
  void unknownNamesAreIgnored() {
    assertEquals(Optional.empty(), find(Map.of("a", List.of("unknown"))));
  }
}
