package dev.loom.orchestrator.loop;

import dev.loom.api.tool.ToolEffect;
import dev.loom.contracts.task.RiskAssessment;
import dev.loom.contracts.task.RiskLevel;
import dev.loom.risk.ArgumentRisk;
import dev.loom.risk.CommandRisk;
import dev.loom.risk.PathRisk;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Judges a tool call by the effects that its tool declares.
final class EffectPolicy {
  /// Effects of a call whose tool declares nothing.
  static final List<ToolEffect> UNKNOWN = List.of(new ToolEffect.Unknown());

  private EffectPolicy() {}

  /// Returns whether a call only reads, so that it can run beside others that only read.
  static boolean isReadOnly(List<ToolEffect> effects) {
    return effects.stream()
        .allMatch(
            effect ->
                effect instanceof ToolEffect.ReadsPath
                    || effect instanceof ToolEffect.ReachesNetwork);
  }

  /// Assesses a call before it runs. The names of its arguments count only where the effects do not
  /// say what is changed.
  ///
  /// @return the first risk of the highest level, with the reasons of the others, because an
  ///   approval is one of them all; empty if no user needs to approve the call
  static Optional<RiskAssessment> assess(List<ToolEffect> effects, Map<String, Object> arguments) {
    var confinement = Confinement.of(effects);
    var risks =
        effects.stream()
            .flatMap(effect -> assess(effect, arguments, confinement).stream())
            .toList();
    var reason =
        risks.stream().map(RiskAssessment::reason).distinct().collect(Collectors.joining("; "));
    return risks.stream()
        .filter(risk -> risk.level() == RiskLevel.HIGH)
        .findFirst()
        .or(() -> risks.stream().findFirst())
        .map(risk -> new RiskAssessment(risk.level(), risk.category(), reason))
        .map(risk -> withLimitsOfUndo(risk, effects));
  }

  /// Says to the user what undo cannot bring back.
  private static RiskAssessment withLimitsOfUndo(RiskAssessment risk, List<ToolEffect> effects) {
    var reason = new StringBuilder(risk.reason());
    for (var effect : effects) {
      if (effect instanceof ToolEffect.CannotUndo(var files)) {
        reason.append(". Loom cannot undo changes of ").append(files);
      }
    }
    return new RiskAssessment(risk.level(), risk.category(), reason.toString());
  }

  private static Optional<RiskAssessment> assess(
      ToolEffect effect, Map<String, Object> arguments, Confinement confinement) {
    Optional<dev.loom.risk.RiskAssessment> risk =
        switch (effect) {
          case ToolEffect.ReadsPath _, ToolEffect.Confined _, ToolEffect.CannotUndo _ ->
              Optional.empty();
          case ToolEffect.WritesPath e when confinement != Confinement.NONE ->
              PathRisk.assessOpened(e.path());
          case ToolEffect.WritesPath e -> PathRisk.assessChange(e.path());
          case ToolEffect.DeletesPath e -> PathRisk.assessChange(e.path());
          case ToolEffect.RunsCommand e when confinement == Confinement.CLOSED ->
              CommandRisk.assessInSandbox(e.commandLine());
          case ToolEffect.RunsCommand e -> CommandRisk.assess(e.commandLine());
          case ToolEffect.OpensNetwork _ when confinement == Confinement.NONE -> Optional.empty();
          case ToolEffect.OpensNetwork _ -> CommandRisk.ofNetwork();
          case ToolEffect.ReachesNetwork e -> PathRisk.assessChange(e.address());
          case ToolEffect.NeedsApproval e ->
              Optional.of(
                  new dev.loom.risk.RiskAssessment(
                      dev.loom.risk.RiskAssessment.Level.HIGH, "tool", e.reason()));
          case ToolEffect.ChangesData _, ToolEffect.Unknown _ -> ArgumentRisk.assess(arguments);
        };
    return risk.map(
        found ->
            new RiskAssessment(
                RiskLevel.valueOf(found.level().name()), found.category(), found.reason()));
  }

  /// What holds the processes of a call.
  private enum Confinement {
    NONE,
    /// A sandbox, but the call asks for the network, through which everything can be reached.
    NETWORK,
    CLOSED;

    static Confinement of(List<ToolEffect> effects) {
      if (effects.stream().noneMatch(ToolEffect.Confined.class::isInstance)) {
        return NONE;
      }
      return effects.contains(new ToolEffect.OpensNetwork()) ? NETWORK : CLOSED;
    }
  }
}
