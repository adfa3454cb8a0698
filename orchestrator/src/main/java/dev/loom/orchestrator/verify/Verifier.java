package dev.loom.orchestrator.verify;

import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelRole;
import dev.loom.api.model.TokenUsage;
import dev.loom.api.tool.FileChange;
import dev.loom.contracts.Addresses;
import dev.loom.contracts.bus.Bus;
import dev.loom.contracts.bus.Refusal;
import dev.loom.contracts.bus.RefusedException;
import dev.loom.contracts.config.VerificationConfig;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.id.WorkId;
import dev.loom.contracts.model.AskModel;
import dev.loom.contracts.process.ProcessDefinition;
import dev.loom.contracts.task.Verdict;
import dev.loom.contracts.tool.ReadWorkspaceFile;
import dev.loom.orchestrator.core.SubtaskState;
import dev.loom.orchestrator.prompt.VerifierPrompt;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/// Judges a subtask, tier by tier, up to the tier it wants and the configuration allows. Blocks, so
/// it runs on a virtual thread of its own.
public final class Verifier {
  /// How much of a file is looked at, in bytes.
  static final int FILE_BYTES_MAX = 64 * 1024;

  /// How sure one can be of what nobody could judge.
  static final double UNVERIFIED_CONFIDENCE = 0.5;

  /// More changed files than this are not read again.
  private static final int FILES_MAX = 30;

  private static final int VERIFIER_TIER = 1;

  private final Bus bus;
  private final VerificationConfig config;

  public Verifier(Bus bus, VerificationConfig config) {
    this.bus = bus;
    this.config = config;
  }

  /// What was found, and what finding it took.
  public record Judgement(Verdict verdict, TokenUsage usage) {}

  /// @param workspace the task's workspace
  /// @param step the turn whose answer is judged
  /// @throws InterruptedException when told to stop
  public Judgement judge(
      TaskId task,
      String workspace,
      SubtaskState subtask,
      StepId step,
      Optional<ProcessDefinition> process)
      throws InterruptedException {
    var files = read(workspace, subtask);
    var first =
        config.tier1Enabled()
            ? DeterministicTier.judge(subtask, files, process)
            : new Verdict(Verdict.Outcome.UNVERIFIED, 1, UNVERIFIED_CONFIDENCE, "", List.of());
    int tier = tier(subtask);
    if (!first.passed() || tier == 1) {
      return new Judgement(first, TokenUsage.NONE);
    }
    int votes = tier == 3 ? config.tier3VoteCount() : 1;
    return ask(task, subtask, step, first.checks(), files, votes);
  }

  private int tier(SubtaskState subtask) {
    int wanted = subtask.definition().verificationTier();
    if (wanted >= 3 && config.tier3Enabled()) {
      return 3;
    }
    return wanted >= 2 && config.tier2Enabled() ? 2 : 1;
  }

  private List<ReadWorkspaceFile.Content> read(String workspace, SubtaskState subtask)
      throws InterruptedException {
    var paths = new LinkedHashSet<String>(subtask.definition().deliverables());
    subtask.changes().files().stream()
        .filter(change -> change.kind() != FileChange.Kind.DELETED)
        .forEach(change -> paths.add(change.path()));
    var files = new ArrayList<ReadWorkspaceFile.Content>();
    for (var path : paths.stream().limit(FILES_MAX).toList()) {
      files.add(
          bus.ask(
              Addresses.WORKSPACE_READ, new ReadWorkspaceFile(workspace, path, FILE_BYTES_MAX)));
    }
    return files;
  }

  private Judgement ask(
      TaskId task,
      SubtaskState subtask,
      StepId step,
      List<Verdict.Check> checks,
      List<ReadWorkspaceFile.Content> files,
      int voteCount)
      throws InterruptedException {
    var request =
        new ModelRequest(
            ModelRole.VERIFIER,
            VerifierPrompt.ask(subtask, checks, files),
            List.of(),
            Optional.empty());
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var asked = new ArrayList<Callable<Judgement>>();
      for (int vote = 1; vote <= voteCount; vote++) {
        var work = WorkId.of(task, step + ".verify." + vote);
        asked.add(
            () -> vote(new AskModel(work, task, Optional.empty(), VERIFIER_TIER, request), checks));
      }
      var votes = new ArrayList<Verdict>();
      var usage = TokenUsage.NONE;
      for (var vote : threads.invokeAll(asked)) {
        votes.add(vote.get().verdict());
        usage = usage.plus(vote.get().usage());
      }
      return new Judgement(
          voteCount == 1 ? votes.getFirst() : ModelTier.majority(votes, checks), usage);
    } catch (ExecutionException failure) {
      throw failure.getCause() instanceof RefusedException refused
          ? refused
          : new IllegalStateException(failure.getCause());
    }
  }

  private Judgement vote(AskModel question, List<Verdict.Check> checks)
      throws InterruptedException {
    try {
      var response = bus.ask(Addresses.MODEL_ASK, question).response();
      return new Judgement(ModelTier.read(response.text(), checks), response.usage());
    } catch (RefusedException refused) {
      if (refused.refusal().code() == Refusal.Code.CANCELLED) {
        throw refused;
      }
      return new Judgement(
          new Verdict(
              Verdict.Outcome.UNVERIFIED,
              1,
              UNVERIFIED_CONFIDENCE,
              "No verifier could be asked: " + refused.getMessage(),
              checks),
          TokenUsage.NONE);
    }
  }
}
