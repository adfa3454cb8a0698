package dev.loom.engine.behaviour;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Checks that each case in `behaviour-cases.md` has a test or a reason why not.
@Timeout(10)
class CasesTest {
  private static final Pattern CASE =
      Pattern.compile("(\\d+)\\. (.+?\\.)( \\*\\*Not tested here:\\*\\* (.+\\.))?");

  private static final List<Class<?>> TESTED_IN =
      List.of(
          ApiCasesTest.class,
          OrchestrationCasesTest.class,
          ApprovalAndControlCasesTest.class,
          StreamAndCrashCasesTest.class);

  /// @param reason why there is no test, null if there is one
  private record DocumentedCase(int number, String reason) {}

  private static List<DocumentedCase> documentedCases() throws IOException {
    var cases = new ArrayList<DocumentedCase>();
    try (var file = CasesTest.class.getResourceAsStream("/behaviour-cases.md")) {
      for (var line : new String(file.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        if (!line.isEmpty() && Character.isDigit(line.charAt(0))) {
          var matcher = CASE.matcher(line);
          assertTrue(matcher.matches(), line);
          cases.add(new DocumentedCase(Integer.parseInt(matcher.group(1)), matcher.group(4)));
        }
      }
    }
    return cases;
  }

  @Test
  void theCasesAreNumberedWithoutGaps() throws Exception {
    var numbers = documentedCases().stream().map(DocumentedCase::number).toList();
    assertEquals(IntStream.rangeClosed(1, 88).boxed().toList(), numbers);
  }

  @Test
  void everyCaseHasATestOrAReason() throws Exception {
    var tested = new TreeSet<Integer>();
    TESTED_IN.stream()
        .flatMap(test -> Arrays.stream(test.getDeclaredMethods()))
        .filter(method -> method.isAnnotationPresent(Case.class))
        .flatMapToInt(method -> Arrays.stream(method.getAnnotation(Case.class).value()))
        .forEach(tested::add);
    var expected = new TreeSet<Integer>();
    documentedCases().stream()
        .filter(each -> each.reason() == null)
        .forEach(each -> expected.add(each.number()));
    assertEquals(expected, tested);
  }
}
