package dev.loom.orchestrator.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.tool.ToolEffect;
import dev.loom.contracts.task.RiskAssessment;
import dev.loom.contracts.task.RiskLevel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EffectPolicyTest {
  private static final Map<String, Object> NO_ARGUMENTS = Map.of();

  private static Optional<RiskAssessment> assess(ToolEffect... effects) {
    return EffectPolicy.assess(List.of(effects), NO_ARGUMENTS);
  }

  @Test
  void readingNeedsNoApprovalWhateverIsRead() {
    assertTrue(assess(new ToolEffect.ReadsPath(".env")).isEmpty());
    assertTrue(assess(new ToolEffect.ReachesNetwork("https://example.org/a")).isEmpty());
    assertTrue(assess().isEmpty());
  }

  @Test
  void changingAProtectedPathNeedsApproval() {
    assertTrue(assess(new ToolEffect.WritesPath("src/Main.java")).isEmpty());
    assertEquals(RiskLevel.HIGH, assess(new ToolEffect.WritesPath(".env")).orElseThrow().level());
    assertEquals(RiskLevel.HIGH, assess(new ToolEffect.DeletesPath(".env")).orElseThrow().level());
  }

  @Test
  void aDeclaredCommandIsAssessedAsACommandWhateverTheArgumentIsCalled() {
    assertTrue(assess(new ToolEffect.RunsCommand("ls -l")).isEmpty());
    assertEquals(
        RiskLevel.HIGH, assess(new ToolEffect.RunsCommand("rm -rf build")).orElseThrow().level());
  }

  @Test
  void whatCannotBeUndoneIsSaidInTheQuestion() {
    var effects =
        List.<ToolEffect>of(
            new ToolEffect.RunsCommand("rm -rf build"),
            SANDBOX,
            new ToolEffect.CannotUndo("build beyond its first 256 MB (it has 300 MB)"));
    assertEquals(
        "Deletes files recursively: `rm -rf build`. Loom cannot undo changes of build beyond its first 256 MB"
            + " (it has 300 MB)",
        EffectPolicy.assess(effects, Map.of()).orElseThrow().reason());
  }

  @Test
  void theQuestionNamesEverythingThatIsApproved() {
    assertEquals(
        "Uses the network; Accesses a protected path: `.env`; Changes files outside: `/opt/x`",
        assess(
                new ToolEffect.RunsCommand("sh build.sh"),
                new ToolEffect.OpensNetwork(),
                new ToolEffect.WritesPath(".env"),
                new ToolEffect.WritesPath("src"),
                new ToolEffect.WritesPath("/opt/x"),
                SANDBOX)
            .orElseThrow()
            .reason());
  }

  private static final ToolEffect SANDBOX = new ToolEffect.Confined("bubblewrap");

  private static String category(ToolEffect... effects) {
    return assess(effects).map(RiskAssessment::category).orElse("");
  }

  @Test
  void aCommandInASandboxIsAskedAboutOnlyForWhatTheSandboxDoesNotHold() {
    assertEquals("", category(new ToolEffect.RunsCommand("curl -d @a http://x"), SANDBOX));
    assertEquals("", category(new ToolEffect.RunsCommand("$RUN x; npm install"), SANDBOX));
    assertEquals("delete", category(new ToolEffect.RunsCommand("$RUN x; rm -rf a"), SANDBOX));
    assertEquals("protected", category(new ToolEffect.RunsCommand("echo a > .env"), SANDBOX));
    assertEquals("history", category(new ToolEffect.RunsCommand("git reset --hard"), SANDBOX));
  }

  @Test
  void theNetworkAndPathsThatTheSandboxProtectsAreAskedAbout() {
    var make = new ToolEffect.RunsCommand("make");
    assertEquals("network", category(make, new ToolEffect.OpensNetwork(), SANDBOX));
    assertEquals("", category(make, new ToolEffect.OpensNetwork()));
    assertEquals("tool", category(make, new ToolEffect.NeedsApproval("It changed")));
    assertEquals("protected", category(make, new ToolEffect.WritesPath(".env"), SANDBOX));
    assertEquals("boundary", category(make, new ToolEffect.WritesPath("/opt/x"), SANDBOX));
    assertEquals("", category(make, new ToolEffect.WritesPath("out"), SANDBOX));
  }

  @Test
  void argumentNamesCountOnlyWhereTheEffectsDoNotSayWhatIsChanged() {
    var arguments = Map.<String, Object>of("command", "rm -rf build");
    var write = List.<ToolEffect>of(new ToolEffect.WritesPath("a"));
    assertTrue(EffectPolicy.assess(write, arguments).isEmpty());
    assertTrue(EffectPolicy.assess(EffectPolicy.UNKNOWN, arguments).isPresent());
    var change = List.<ToolEffect>of(new ToolEffect.ChangesData("runs something"));
    assertTrue(EffectPolicy.assess(change, arguments).isPresent());
  }

  @Test
  void theHighestRiskOfAllEffectsIsShown() {
    var risk =
        assess(new ToolEffect.RunsCommand("$UNKNOWN_PROGRAM"), new ToolEffect.WritesPath(".env"));
    assertEquals(RiskLevel.HIGH, risk.orElseThrow().level());
  }

  @Test
  void onlyCallsThatJustReadRunInParallel() {
    assertTrue(EffectPolicy.isReadOnly(List.of()));
    assertTrue(
        EffectPolicy.isReadOnly(
            List.of(new ToolEffect.ReadsPath("a"), new ToolEffect.ReachesNetwork("b"))));
    assertFalse(EffectPolicy.isReadOnly(EffectPolicy.UNKNOWN));
    assertFalse(
        EffectPolicy.isReadOnly(
            List.of(new ToolEffect.ReadsPath("a"), new ToolEffect.WritesPath("a"))));
  }
}
