package dev.loom.models.replay;

import dev.loom.api.model.AbstractModelProvider;
import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelListener;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ModelRole;
import dev.loom.bus.transcript.Transcript;
import dev.loom.contracts.id.OperationId;
import dev.loom.contracts.transcript.TranscriptEntry;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Replays the model responses of a recorded run. Each step gets its own recorded responses,
/// independently of parallel steps, word by word with short pauses.
public final class ReplayProvider extends AbstractModelProvider {
  private static final long WORD_MILLIS = 20;

  /// Longest time that the words of a response take together.
  private static final long TEXT_MILLIS_MAX = 2_000;

  private static final Pattern WORD_BOUNDARY = Pattern.compile("(?<=\\s)(?=\\S)");

  /// The largest number of tasks whose positions are kept.
  private static final int TASKS_MAX = 100;

  private static final int TIER = 2;

  private final Map<String, List<TranscriptEntry.ModelCall>> callsByStep;

  /// Number of requests per step, by task, oldest task first.
  private final Map<String, Map<String, Integer>> requestCounts = new LinkedHashMap<>();

  /// @param alias the model's name inside Loom
  /// @param roles the roles it may be used in
  public ReplayProvider(String alias, Set<ModelRole> roles, Transcript transcript) {
    super(alias, transcript.name(), TIER, roles);
    this.callsByStep =
        transcript
            .entriesOf(TranscriptEntry.ModelCall.class)
            .filter(modelCall -> modelCall.answer().isPresent() || modelCall.refusal().isPresent())
            .sorted(Comparator.comparingLong(modelCall -> modelCall.order().asked()))
            .collect(Collectors.groupingBy(TranscriptEntry.ModelCall::step));
  }

  /// Unlimited, because the prompt is ignored.
  @Override
  public int promptTokensMax() {
    return Integer.MAX_VALUE;
  }

  @Override
  public ModelResponse complete(ModelRequest request, ModelListener listener)
      throws ModelException, InterruptedException {
    var modelCall = recordedCall(request.role());
    if (modelCall.answer().isEmpty()) {
      var detail = modelCall.refusal().orElseThrow().detail();
      throw ModelException.permanent("The recorded call failed: " + detail);
    }
    var response = modelCall.answer().get().response();
    stream(response, listener);
    return response;
  }

  private TranscriptEntry.ModelCall recordedCall(ModelRole role) throws ModelException {
    var operation =
        CurrentStep.get()
            .orElseThrow(
                () ->
                    ModelException.permanent("A transcript can only replay the steps of a task."));
    int slash = operation.value().indexOf('/');
    var step = operation.value().substring(slash + 1);
    var recordedCalls =
        callsByStep.getOrDefault(step, List.of()).stream().filter(t -> t.role() == role).toList();
    if (recordedCalls.isEmpty()) {
      throw ModelException.permanent(notRecorded(role, step));
    }
    return recordedCalls.get(
        Math.min(countRequest(operation, slash, step), recordedCalls.size() - 1));
  }

  /// Counts a request and returns how many came before it for the same step. A step repeats after
  /// an invalid verdict or a pause.
  private synchronized int countRequest(OperationId operation, int slash, String step) {
    var task = operation.value().substring(0, slash);
    if (!requestCounts.containsKey(task) && requestCounts.size() == TASKS_MAX) {
      requestCounts.remove(requestCounts.keySet().iterator().next());
    }
    return requestCounts.computeIfAbsent(task, key -> new HashMap<>()).merge(step, 1, Integer::sum)
        - 1;
  }

  private String notRecorded(ModelRole role, String step) {
    return """
        The transcript %s (models.%s.transcript) has no response of the %s to step %s: the task took \
        another path than the recorded one. Record the run again, or use another model for the role."""
        .formatted(model(), name(), role.name().toLowerCase(Locale.ROOT), step);
  }

  private static void stream(ModelResponse response, ModelListener listener)
      throws InterruptedException {
    if (!response.thinking().isEmpty()) {
      listener.onDelta(new ModelListener.ReasoningDelta(response.thinking()));
    }
    if (!response.text().isEmpty()) {
      var words = WORD_BOUNDARY.split(response.text());
      for (var word : words) {
        Thread.sleep(Math.min(WORD_MILLIS, TEXT_MILLIS_MAX / words.length));
        listener.onDelta(new ModelListener.TextDelta(word));
      }
    }
  }
}
