package dev.loom.orchestrator.verify;

import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelRole;
import dev.loom.api.tool.FileChange;
import dev.loom.contracts.Addresses;
import dev.loom.contracts.bus.Bus;
import dev.loom.contracts.bus.ServiceError;
import dev.loom.contracts.bus.ServiceException;
import dev.loom.contracts.change.ListChanges;
import dev.loom.contracts.change.RecordedChange;
import dev.loom.contracts.config.VerificationConfig;
import dev.loom.contracts.id.OperationId;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.model.CompleteModel;
import dev.loom.contracts.process.ProcessDefinition;
import dev.loom.contracts.task.Usage;
import dev.loom.contracts.task.Verdict;
import dev.loom.contracts.task.WorkspaceChanges;
import dev.loom.contracts.tool.ReadWorkspaceFile;
import dev.loom.orchestrator.core.FinishedCall;
import dev.loom.orchestrator.core.SubtaskState;
import dev.loom.orchestrator.core.TaskState;
import dev.loom.orchestrator.prompt.VerdictSchema;
import dev.loom.orchestrator.prompt.VerifierPrompt;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
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

  /// A verifier is asked this often for one verdict.
  private static final int REQUESTS_MAX = 2;

  private static final Logger LOG = System.getLogger(Verifier.class.getName());

  private final Bus bus;
  private final VerificationConfig config;

  public Verifier(Bus bus, VerificationConfig config) {
    this.bus = bus;
    this.config = config;
  }

  /// What was found, and what finding it took.
  public record VerificationResult(Verdict verdict, Usage usage) {}

  /// @param step the turn whose answer is judged
  /// @throws InterruptedException when told to stop
  public VerificationResult verify(
      TaskId task,
      TaskState state,
      SubtaskState subtask,
      StepId step,
      Optional<ProcessDefinition> process)
      throws InterruptedException {
    var files = read(state, subtask);
    var first =
        config.tier1Enabled()
            ? StaticChecks.check(subtask, files, process)
            : new Verdict(Verdict.Outcome.UNVERIFIED, 1, UNVERIFIED_CONFIDENCE, "", List.of());
    var evidence = !files.isEmpty() || hasEvidence(subtask);
    int tier = tier(subtask, evidence);
    if (!first.passed() || tier == 1) {
      return new VerificationResult(requireEvidence(first, subtask, evidence), Usage.NONE);
    }
    int votes = tier == 3 ? config.tier3VoteCount() : 1;
    var request =
        new ModelRequest(
            ModelRole.VERIFIER,
            VerifierPrompt.build(
                state, subtask, first.checks(), files, changes(task, state, subtask)),
            List.of(),
            Optional.of(VerdictSchema.JSON));
    return collectVotes(task, step, first.checks(), request, votes);
  }

  /// What the subtask did to files, as differences. A judgement without them is better than none,
  /// and of files it made, the content says it all.
  private List<RecordedChange> changes(TaskId task, TaskState state, SubtaskState subtask)
      throws InterruptedException {
    if (subtask.changes().filesCreated() == subtask.changes().files().size()) {
      return List.of();
    }
    try {
      var workspace = state.spec().orElseThrow().workspace();
      return bus.request(
              Addresses.CHANGES_LIST,
              new ListChanges(task, workspace, Optional.of(subtask.id()), true))
          .changes();
    } catch (ServiceException unreadable) {
      LOG.log(Level.WARNING, "No changes for the verifier: {0}", unreadable.getMessage());
      return List.of();
    }
  }

  private static boolean hasEvidence(SubtaskState subtask) {
    return subtask.attempt().calls().stream().anyMatch(FinishedCall::success);
  }

  /// What nobody looked at may stand, but it is not verified: a mere answer, and criteria that only
  /// a model could judge.
  private static Verdict requireEvidence(Verdict verdict, SubtaskState subtask, boolean evidence) {
    var unjudged = !subtask.definition().acceptanceCriteria().isBlank();
    if (verdict.outcome() != Verdict.Outcome.VERIFIED || evidence && !unjudged) {
      return verdict;
    }
    return new Verdict(
        Verdict.Outcome.UNVERIFIED,
        verdict.tier(),
        UNVERIFIED_CONFIDENCE,
        evidence
            ? "No model judged its acceptance criteria; that takes verification_tier 2."
            : "No tool was called and no file was made, so nothing shows that it is true.",
        verdict.checks());
  }

  /// A claim to have met criteria that no evidence supports is looked at by a model, whatever tier
  /// was planned.
  private int tier(SubtaskState subtask, boolean evidence) {
    int planned = subtask.definition().verificationTier();
    var claim = !evidence && !subtask.definition().acceptanceCriteria().isBlank();
    int wanted = claim ? Math.max(2, planned) : planned;
    if (wanted >= 3 && config.tier3Enabled()) {
      return 3;
    }
    return wanted >= 2 && config.tier2Enabled() ? 2 : 1;
  }

  /// What the subtask left behind under an earlier plan is its own still.
  private static WorkspaceChanges changes(TaskState state, SubtaskState subtask) {
    return state
        .allSubtasks()
        .filter(each -> each.id().equals(subtask.id()))
        .map(SubtaskState::changes)
        .reduce(WorkspaceChanges.NONE, (all, each) -> all.plus(each.files()));
  }

  private List<ReadWorkspaceFile.Content> read(TaskState state, SubtaskState subtask)
      throws InterruptedException {
    var workspace = state.spec().orElseThrow().workspace();
    var paths = new LinkedHashSet<String>(subtask.definition().deliverables());
    changes(state, subtask).files().stream()
        .filter(change -> change.kind() != FileChange.Kind.DELETED)
        .forEach(change -> paths.add(change.path()));
    var files = new ArrayList<ReadWorkspaceFile.Content>();
    for (var path : paths.stream().limit(FILES_MAX).toList()) {
      files.add(
          bus.request(
              Addresses.WORKSPACE_READ, new ReadWorkspaceFile(workspace, path, FILE_BYTES_MAX)));
    }
    return files;
  }

  private VerificationResult collectVotes(
      TaskId task, StepId step, List<Verdict.Check> checks, ModelRequest request, int voteCount)
      throws InterruptedException {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var asked = new ArrayList<Callable<VerificationResult>>();
      for (int vote = 1; vote <= voteCount; vote++) {
        var operationId = OperationId.forTask(task, step + ".verify." + vote);
        asked.add(() -> vote(completeModel(operationId, task, request), checks));
      }
      var votes = new ArrayList<Verdict>();
      var usage = Usage.NONE;
      for (var vote : threads.invokeAll(asked)) {
        votes.add(vote.get().verdict());
        usage = usage.plus(vote.get().usage());
      }
      var verdict = voteCount == 1 ? votes.getFirst() : LlmVerifier.majority(votes, checks);
      return new VerificationResult(failIfUnverified(verdict), usage);
    } catch (ExecutionException failure) {
      throw failure.getCause() instanceof ServiceException refused
          ? refused
          : new IllegalStateException(failure.getCause());
    }
  }

  /// What was to be judged by a model and could not be does not count as done: nobody knows whether
  /// it is what was wanted.
  private static Verdict failIfUnverified(Verdict verdict) {
    return verdict.outcome() == Verdict.Outcome.UNVERIFIED
        ? new Verdict(
            Verdict.Outcome.FAILED,
            2,
            0,
            verdict.feedback() + " So nobody knows whether the result is what was wanted.",
            verdict.checks())
        : verdict;
  }

  private static CompleteModel completeModel(
      OperationId operationId, TaskId task, ModelRequest request) {
    return new CompleteModel(operationId, task, Optional.empty(), VERIFIER_TIER, request);
  }

  /// An answer that is no verdict is asked for once more.
  private VerificationResult vote(CompleteModel question, List<Verdict.Check> checks)
      throws InterruptedException {
    try {
      var usage = Usage.NONE;
      for (int request = 1; ; request++) {
        var answer = bus.request(Addresses.MODEL_COMPLETE, question);
        usage = usage.plus(answer.usage());
        var verdict = LlmVerifier.parse(answer.response().text(), checks);
        if (verdict.outcome() != Verdict.Outcome.UNVERIFIED || request == REQUESTS_MAX) {
          return new VerificationResult(verdict, usage);
        }
      }
    } catch (ServiceException refused) {
      if (refused.error().code() == ServiceError.Code.CANCELLED) {
        throw refused;
      }
      return new VerificationResult(
          new Verdict(
              Verdict.Outcome.UNVERIFIED,
              1,
              UNVERIFIED_CONFIDENCE,
              "No verifier could be asked: " + refused.getMessage(),
              checks),
          Usage.NONE);
    }
  }
}
