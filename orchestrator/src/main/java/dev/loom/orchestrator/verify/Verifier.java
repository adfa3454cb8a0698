package dev.loom.orchestrator.verify;

import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelRole;
import dev.loom.api.tool.FileChange;
import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.contracts.change.ListChanges;
import dev.loom.contracts.change.RecordedChange;
import dev.loom.contracts.config.ModelConfig;
import dev.loom.contracts.config.VerificationConfig;
import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.id.OperationId;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.model.CompleteModel;
import dev.loom.contracts.process.ProcessDefinition;
import dev.loom.contracts.task.ModelUsage;
import dev.loom.contracts.task.Verdict;
import dev.loom.contracts.task.WorkspaceChanges;
import dev.loom.contracts.tool.ReadWorkspaceFile;
import dev.loom.orchestrator.core.SubtaskState;
import dev.loom.orchestrator.core.TaskState;
import dev.loom.orchestrator.loop.FinishedCall;
import dev.loom.orchestrator.prompt.AnswerSchemas;
import dev.loom.orchestrator.prompt.Assignments;
import dev.loom.orchestrator.prompt.VerifierPrompt;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/// Verifies subtasks, tier by tier, up to the tier that the subtask requires and the configuration
/// allows. Its methods block.
public final class Verifier {
  /// The maximum number of bytes read of a file.
  static final int FILE_BYTES_MAX = 64 * 1024;

  /// The confidence of an unverified result.
  static final double UNVERIFIED_CONFIDENCE = 0.5;

  /// The maximum number of files read.
  private static final int FILES_MAX = 30;

  private static final int VERIFIER_TIER = 1;

  /// The maximum number of requests for one verdict.
  private static final int REQUESTS_MAX = 2;

  private static final Logger LOG = System.getLogger(Verifier.class.getName());

  private final Bus bus;
  private final VerificationConfig config;
  private final Map<String, ModelConfig> models;

  /// @param models models of the task by alias; empty for those of the engine
  public Verifier(Bus bus, VerificationConfig config, Map<String, ModelConfig> models) {
    this.bus = bus;
    this.config = config;
    this.models = models;
  }

  /// A verdict and the usage of the model calls for it.
  public record VerificationResult(Verdict verdict, ModelUsage usage) {}

  /// @param step the turn whose answer is verified
  /// @throws InterruptedException if cancelled
  public VerificationResult verify(
      TaskId task,
      TaskState state,
      SubtaskState subtask,
      StepId step,
      Optional<ProcessDefinition> process)
      throws InterruptedException {
    var files = readFiles(state, subtask);
    var staticVerdict =
        config.tier1Enabled()
            ? StaticChecks.check(subtask, files, process)
            : VerdictParser.unverified("", List.of());
    var hasEvidence =
        !files.isEmpty() || subtask.attempt().calls().stream().anyMatch(FinishedCall::success);
    int tier = effectiveTier(subtask, hasEvidence);
    if (!staticVerdict.passed() || tier == 1) {
      return new VerificationResult(
          requireEvidence(staticVerdict, subtask, hasEvidence), ModelUsage.NONE);
    }
    int votes = tier == 3 ? config.tier3VoteCount() : 1;
    var request =
        new ModelRequest(
            ModelRole.VERIFIER,
            VerifierPrompt.build(
                state, subtask, staticVerdict.checks(), files, loadDiffs(task, state, subtask)),
            List.of(),
            Optional.of(AnswerSchemas.VERDICT),
            Optional.of(Assignments.verify(subtask, files)));
    return collectVotes(task, step, staticVerdict.checks(), request, votes);
  }

  /// Returns the subtask's changes with diffs. Verification continues without them; created files
  /// are read in full.
  private List<RecordedChange> loadDiffs(TaskId task, TaskState state, SubtaskState subtask)
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
    } catch (ServiceException exception) {
      LOG.log(
          Level.WARNING,
          "The changes of task {0} cannot be listed; the verifier gets no diffs: {1}",
          task,
          exception.getMessage());
      return List.of();
    }
  }

  /// A result stays unverified if there is no evidence, or if it has acceptance criteria that no
  /// model has checked.
  private static Verdict requireEvidence(
      Verdict verdict, SubtaskState subtask, boolean hasEvidence) {
    var hasCriteria = !subtask.definition().acceptanceCriteria().isBlank();
    if (verdict.outcome() != Verdict.Outcome.VERIFIED || hasEvidence && !hasCriteria) {
      return verdict;
    }
    return VerdictParser.unverified(
        hasEvidence
            ? "No model checked the acceptance criteria; that requires verification_tier 2."
            : "No tool was called and no file was changed, so there is no evidence for the answer.",
        verdict.checks());
  }

  /// A model always verifies a result with acceptance criteria but without evidence.
  private int effectiveTier(SubtaskState subtask, boolean hasEvidence) {
    int planned = subtask.definition().verificationTier();
    var isUnsupported = !hasEvidence && !subtask.definition().acceptanceCriteria().isBlank();
    int required = isUnsupported ? Math.max(2, planned) : planned;
    if (required >= 3 && config.tier3Enabled()) {
      return 3;
    }
    return required >= 2 && config.tier2Enabled() ? 2 : 1;
  }

  /// Changes of the subtask under an earlier plan still belong to it.
  private static WorkspaceChanges allChanges(TaskState state, SubtaskState subtask) {
    return state
        .allSubtasks()
        .filter(each -> each.id().equals(subtask.id()))
        .map(SubtaskState::changes)
        .reduce(WorkspaceChanges.NONE, WorkspaceChanges::plus);
  }

  private List<ReadWorkspaceFile.Content> readFiles(TaskState state, SubtaskState subtask)
      throws InterruptedException {
    var workspace = state.spec().orElseThrow().workspace();
    var paths = new LinkedHashSet<String>(subtask.definition().deliverables());
    allChanges(state, subtask).files().stream()
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
      var calls = new ArrayList<Callable<VerificationResult>>();
      for (int vote = 1; vote <= voteCount; vote++) {
        var operationId = OperationId.forTask(task, step + ".verify." + vote);
        var call =
            new CompleteModel(
                operationId,
                task,
                Optional.empty(),
                VERIFIER_TIER,
                Set.of(),
                request,
                List.of(),
                models);
        calls.add(() -> requestVote(call, checks));
      }
      var votes = new ArrayList<Verdict>();
      var usage = ModelUsage.NONE;
      for (var vote : threads.invokeAll(calls)) {
        votes.add(vote.get().verdict());
        usage = usage.plus(vote.get().usage());
      }
      var verdict = voteCount == 1 ? votes.getFirst() : VerdictParser.majority(votes, checks);
      return new VerificationResult(failIfUnverified(verdict), usage);
    } catch (ExecutionException failure) {
      throw failure.getCause() instanceof ServiceException exception
          ? exception
          : new IllegalStateException(failure.getCause());
    }
  }

  /// A result that a model should verify fails if no model gave a usable verdict.
  private static Verdict failIfUnverified(Verdict verdict) {
    return verdict.outcome() == Verdict.Outcome.UNVERIFIED
        ? new Verdict(
            Verdict.Outcome.FAILED,
            2,
            0,
            verdict.feedback() + " The result is not verified.",
            verdict.checks())
        : verdict;
  }

  /// Sends a second request if the first response contains no verdict.
  private VerificationResult requestVote(CompleteModel call, List<Verdict.Check> checks)
      throws InterruptedException {
    try {
      var usage = ModelUsage.NONE;
      for (int requests = 1; ; requests++) {
        var completion = bus.request(Addresses.MODEL_COMPLETE, call);
        usage = usage.plus(completion.usage());
        var verdict = VerdictParser.parse(completion.response().text(), checks);
        if (verdict.outcome() != Verdict.Outcome.UNVERIFIED || requests == REQUESTS_MAX) {
          return new VerificationResult(verdict, usage);
        }
      }
    } catch (ServiceException exception) {
      var code = exception.error().code();
      if (code == ServiceError.Code.CANCELLED || code == ServiceError.Code.MODEL_UNAVAILABLE) {
        throw exception;
      }
      return new VerificationResult(
          VerdictParser.unverified("No verifier model replied: " + exception.getMessage(), checks),
          ModelUsage.NONE);
    }
  }
}
