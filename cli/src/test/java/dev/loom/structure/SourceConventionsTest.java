package dev.loom.structure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class SourceConventionsTest {
  private static final Pattern UNFINISHED = Pattern.compile("\\b(FIXME|TODO|XXX)\\b");
  private static final Pattern DISABLED = Pattern.compile("@(\\w+\\.)*Disabled\\b");
  private static final Pattern STANDARD_OUT = Pattern.compile("\\bSystem\\s*\\.\\s*out\\b");
  private static final Pattern LOCALIZED =
      Pattern.compile("%[-+0 ]*\\d*(,\\d*d|,?\\d*\\.\\d+[efg])");
  private static final Pattern FIXED_LOCALE = Pattern.compile("Locale\\s*\\.\\s*ROOT\\s*,");
  private static final Pattern SLEEP = Pattern.compile("\\.\\s*(sleep|parkNanos)\\s*\\(");

  /// Modules with a `main` method.
  private static final List<String> PROGRAMS = List.of("cli", "examples", "bench");

  private static final Allowlist ALLOWED_SLEEPS =
      new Allowlist(
          Map.ofEntries(
              Map.entry("CampaignModelScript", "simulates a model with latency"),
              Map.entry("PollingDeadline", "polls a condition of another process, with a limit"),
              Map.entry("RunFramesTest", "types until the terminal shows it"),
              Map.entry("MaintenanceTest", "polls what a timer has found, with a limit"),
              Map.entry("DemoModel", "simulates a model that streams words"),
              Map.entry("EndpointFaults", "simulates a slow model"),
              Map.entry("StreamRoutesTest", "simulates a slow reader"),
              Map.entry("StreamTestServer", "polls a condition, with a limit"),
              Map.entry("ScriptedModel", "simulates a model that does not respond"),
              Map.entry("ModelHostVerticleTest", "simulates a model that does not respond"),
              Map.entry("CallProcessesTest", "polls whether a process has ended, with a limit"),
              Map.entry(
                  "BackgroundProcessesTest",
                  "polls whether a process has written or ended, with a limit"),
              Map.entry(
                  "BackgroundProcessCallsTest",
                  "polls whether a process has written or ended, with a limit"),
              Map.entry("ServerToolTest", "polls whether a process has ended, with a limit"),
              Map.entry("McpVerticleTest", "polls whether a server has connected, with a limit"),
              Map.entry("OrphanReaperTest", "polls whether a process has ended, with a limit"),
              Map.entry(
                  "ToolHostVerticleTest",
                  "polls whether a command has written its file, with a limit"),
              Map.entry("ToolHostTest", "simulates a tool that exceeds its timeout")));

  @Test
  void noCommentMarksUnfinishedWork() {
    var found = new ArrayList<String>();
    for (var source : Repository.mainSources()) {
      source.comments().stream()
          .filter(comment -> UNFINISHED.matcher(comment).find())
          .forEach(comment -> found.add(source.path() + ": " + comment));
    }
    Violations.assertNone(found, "Finish the work, or remove it and document the limit.");
  }

  @Test
  void numbersAreFormattedWithAFixedLocale() {
    Violations.assertNone(
        paths(
            Repository.mainSources(),
            source ->
                source.literals().stream().filter(text -> LOCALIZED.matcher(text).find()).count()
                    > FIXED_LOCALE.matcher(source.code()).results().count()),
        "Use String.format(Locale.ROOT, ...): %,d and %.2f print other characters elsewhere.");
  }

  @Test
  void noTestIsDisabled() {
    Violations.assertNone(
        paths(Repository.testSources(), source -> DISABLED.matcher(source.code()).find()),
        "Fix the test or delete it: a disabled test proves nothing.");
  }

  @Test
  void onlyProgramsWriteToStandardOutput() {
    Violations.assertNone(
        paths(
            Repository.mainSources(),
            source ->
                STANDARD_OUT.matcher(source.code()).find()
                    && PROGRAMS.stream().noneMatch(source::isIn)),
        "Only programs write to standard output, which callers may parse. Use System.getLogger, or"
            + " return the text.");
  }

  @Test
  void onlyAllowedTestsSleep() {
    Violations.assertNone(
        ALLOWED_SLEEPS.notAllowed(sleepers()),
        "Wait for the condition itself (a future, a latch, a queue) with a deadline. If the test is"
            + " about a delay, add it to the list in this test with the reason.");
  }

  @Test
  void everyAllowedTestSleeps() {
    Violations.assertNone(
        ALLOWED_SLEEPS.unused(sleepers()), "Remove the entry from the list in this test.");
  }

  private static List<JavaSource> sleepers() {
    return Repository.testSources().stream()
        .filter(source -> SLEEP.matcher(source.code()).find())
        .toList();
  }

  private static List<String> paths(List<JavaSource> sources, Predicate<JavaSource> wrong) {
    return sources.stream().filter(wrong).map(JavaSource::path).toList();
  }
}
