package dev.loom.engine.behaviour;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Checks that each case in `behaviour-cases.md` has a test or a reason why not.
@Timeout(10)
class CasesTest {
  private static final int CASES = 88;

  private static final List<Class<?>> TESTED_IN =
      List.of(
          ApiCasesTest.class,
          OrchestrationCasesTest.class,
          ApprovalAndControlCasesTest.class,
          StreamAndCrashCasesTest.class);

  private static final Map<Integer, String> NOT_APPLICABLE = notApplicable();

  private static Map<Integer, String> notApplicable() {
    var reasons = new TreeMap<Integer, String>();
    reasons.put(13, "there is no process.default: a process is named by each task that wants one");
    range(21, 22, "there are no routes for memory, which the guide does not have either", reasons);
    reasons.put(50, "there is no tool web_fetch in this version");
    range(71, 72, "this version is no MCP server", reasons);
    reasons.put(73, "this version connects to no MCP servers");
    range(76, 78, "there is no `loom process test` in this version", reasons);
    reasons.put(79, "about reading processes, without an engine: ValidationTest of processes");
    reasons.put(80, "there is no `loom install` in this version");
    range(81, 82, "about the command and not the engine: the tests of cli", reasons);
    reasons.put(83, "about one tool: EditFileToolTest of tool-verticles");
    reasons.put(84, "about where tools may work: ConfinedWorkspaceTest of tool-verticles");
    reasons.put(85, "about what is dangerous: ActionRiskTest and its corpus in orchestrator");
    reasons.put(86, "there is no interactive session in this version");
    reasons.put(87, "about undoing changes: UndoOperationTest of tool-verticles");
    reasons.put(88, "there is no tool conversation_recall in this version");
    return reasons;
  }

  private static void range(int from, int to, String reason, Map<Integer, String> reasons) {
    IntStream.rangeClosed(from, to).forEach(number -> reasons.put(number, reason));
  }

  @Test
  void everyCaseHasATestOrAReason() {
    var found = new ArrayList<Integer>();
    TESTED_IN.stream()
        .flatMap(test -> Arrays.stream(test.getDeclaredMethods()))
        .filter(method -> method.isAnnotationPresent(Case.class))
        .flatMapToInt(method -> Arrays.stream(method.getAnnotation(Case.class).value()))
        .forEach(found::add);
    var named = new TreeSet<>(found);
    named.addAll(NOT_APPLICABLE.keySet());
    assertEquals(IntStream.rangeClosed(1, CASES).boxed().toList(), List.copyOf(named));
    found.retainAll(NOT_APPLICABLE.keySet());
    assertEquals(List.of(), found, "tested, and said to be not applicable");
  }
}
