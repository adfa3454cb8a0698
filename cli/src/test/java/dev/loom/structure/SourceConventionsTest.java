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
  private static final Pattern SLEEP = Pattern.compile("\\.\\s*(sleep|parkNanos)\\s*\\(");

  /// The modules with something to start; all others are used by these.
  private static final List<String> PROGRAMS = List.of("cli", "examples", "bench");

  private static final Allowlist ALLOWED_SLEEPS =
      new Allowlist(
          Map.ofEntries(
              Map.entry(
                  "dev/loom/cli/CampaignModelScript.java", "plays a model that takes a while"),
              Map.entry(
                  "dev/loom/cli/PollingDeadline.java",
                  "looks again until a condition of another process holds, to a limit"),
              Map.entry(
                  "dev/loom/cli/commands/DemoModel.java", "plays a model that writes word by word"),
              Map.entry("dev/loom/engine/faults/EndpointFaults.java", "plays a model that dawdles"),
              Map.entry(
                  "dev/loom/gateway/stream/StreamRoutesTest.java", "plays a reader that is slow"),
              Map.entry(
                  "dev/loom/gateway/stream/StreamTestServer.java",
                  "looks again until a condition holds, to a limit"),
              Map.entry("dev/loom/models/ScriptedModel.java", "plays a model that does not answer"),
              Map.entry(
                  "dev/loom/models/ModelHostVerticleTest.java",
                  "plays a model that does not answer"),
              Map.entry(
                  "dev/loom/tools/process/CallProcessesTest.java",
                  "looks again whether a process of the system is gone, to a limit"),
              Map.entry(
                  "dev/loom/tools/process/OrphanReaperTest.java",
                  "looks again whether a process of the system is gone, to a limit"),
              Map.entry(
                  "dev/loom/tools/ToolHostVerticleTest.java",
                  "looks again whether a command wrote its file, to a limit"),
              Map.entry(
                  "dev/loom/tools/host/ToolHostTest.java", "plays a tool that takes too long")));

  @Test
  void noCommentMarksUnfinishedWork() {
    var found = new ArrayList<String>();
    for (var source : Repository.mainSources()) {
      source.comments().stream()
          .filter(comment -> UNFINISHED.matcher(comment).find())
          .forEach(comment -> found.add(source.path() + ": " + comment));
    }
    Violations.assertNone(found, "Finish it, or leave it out and say so in the documentation.");
  }

  @Test
  void noTestIsDisabled() {
    Violations.assertNone(
        paths(Repository.testSources(), source -> DISABLED.matcher(source.code()).find()),
        "Mend the test or delete it: one that is switched off proves nothing and looks as if it did.");
  }

  @Test
  void onlyProgramsWriteToStandardOutput() {
    Violations.assertNone(
        paths(
            Repository.mainSources(),
            source ->
                STANDARD_OUT.matcher(source.code()).find()
                    && PROGRAMS.stream().noneMatch(source::isIn)),
        "Standard output belongs to the program, and may be somebody's protocol. Use"
            + " System.getLogger, or return the text.");
  }

  @Test
  void onlyAllowedTestsSleep() {
    Violations.assertNone(
        ALLOWED_SLEEPS.notAllowed(sleepers()),
        "Wait for the condition itself (a future, a latch, a queue) with a deadline. If a sleep is"
            + " what the test is about, add it to the list here with the reason.");
  }

  @Test
  void everyAllowedTestSleeps() {
    Violations.assertNone(ALLOWED_SLEEPS.unused(sleepers()), "Take it off the list in this test.");
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
