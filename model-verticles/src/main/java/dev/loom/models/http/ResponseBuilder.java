package dev.loom.models.http;

import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelListener;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ProviderState;
import dev.loom.api.model.TokenUsage;
import dev.loom.models.normalize.ReasoningSplitter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Builds a response from the messages that protocols decode.
///
/// Tool calls are kept whatever the stop reason is: some servers report `stop` for responses with
/// tool calls. Deltas are buffered until [#flushDeltas], so that a listener is called once per
/// network buffer instead of once per token.
public final class ResponseBuilder {
  static final int CHARS_MAX = 4 * 1024 * 1024;
  static final int TOOL_CALLS_MAX = 128;
  private static final int BLOCKS_MAX = 1_024;

  private final EndpointErrors errors;
  private final StringBuilder thinking = new StringBuilder();
  private final StringBuilder pendingText = new StringBuilder();
  private final StringBuilder pendingReasoning = new StringBuilder();

  /// Separates reasoning that some servers leave in the text.
  private final ReasoningSplitter splitter = new ReasoningSplitter(pendingText, pendingReasoning);

  private final ToolCallAssembler toolCalls = new ToolCallAssembler();
  private final List<Map<String, Object>> blocks = new ArrayList<>();
  private TokenUsage usage = TokenUsage.NONE;
  private String model;
  private ModelResponse.StopReason stop = ModelResponse.StopReason.DONE;
  private boolean started;
  private String stopReason = "";
  private boolean usageIsFinal;
  private boolean done;
  private long chars;

  ResponseBuilder(String model, EndpointErrors errors) {
    this.model = model;
    this.errors = errors;
  }

  /// Marks the response as started, even if it has no content yet.
  public void markStarted() {
    started = true;
  }

  /// Sets the id of the model that responds; ignored if empty.
  public void setModel(String id) {
    if (!id.isEmpty()) {
      model = id;
    }
  }

  /// Appends text.
  public void appendText(String delta) throws ModelException {
    splitter.add(delta);
    addChars(delta.length());
  }

  /// Appends reasoning.
  public void appendReasoning(String delta) throws ModelException {
    thinking.append(delta);
    pendingReasoning.append(delta);
    addChars(delta.length());
  }

  /// Starts or continues a tool call.
  ///
  /// @param index position of the call; negative if this delta has none
  /// @param id the call id; empty if this delta has none
  /// @param name the tool name; empty if this delta has none
  /// @param arguments part of the arguments' JSON, or all of it
  /// @return the number of calls before this one in the response
  public int appendToolCall(int index, String id, String name, String arguments)
      throws ModelException {
    var position = toolCalls.add(index, id, name, arguments);
    addChars(name.length() + arguments.length());
    if (toolCalls.count() > TOOL_CALLS_MAX) {
      throw errors.overLimit("more than " + TOOL_CALLS_MAX + " tool calls in one response");
    }
    return position;
  }

  /// Adds a block that must be sent back unchanged in later requests.
  public void addProviderBlock(Map<String, Object> block) throws ModelException {
    blocks.add(block);
    addChars(block.toString().length());
    if (blocks.size() > BLOCKS_MAX) {
      throw errors.overLimit("more than " + BLOCKS_MAX + " blocks in one response");
    }
  }

  /// Sets the cumulative usage. A count never falls, because gateways repeat the usage with zeros
  /// or send one half of it at a time. Corrects negative counts and cached counts above the input
  /// count, which are server errors.
  public void setUsage(long inputTokens, long outputTokens, long cachedInputTokens) {
    long input = Math.max(usage.inputTokens(), inputTokens);
    long cached = Math.clamp(cachedInputTokens, usage.cachedInputTokens(), input);
    usage = new TokenUsage(input, Math.max(usage.outputTokens(), outputTokens), cached);
  }

  /// Marks the usage as that of the whole response, which servers send after all content.
  public void markUsageFinal() {
    usageIsFinal = true;
  }

  /// Marks the content as complete; usage may still follow.
  ///
  /// @param reason the server's reason; ignored if empty
  public void completeContent(String reason) {
    if (reason.isEmpty() || isBrokenOff()) {
      return;
    }
    stopReason = reason;
    switch (StopReasons.of(reason)) {
      case LENGTH -> stop = ModelResponse.StopReason.LENGTH;
      case REFUSAL -> stop = ModelResponse.StopReason.REFUSAL;
      case WHOLE, BROKEN_OFF, UNKNOWN -> {}
    }
  }

  /// Marks the content as complete, for the provider's own reason if a router calls a response
  /// whole that the provider does not: OpenRouter says `stop` where Google says `MAX_TOKENS`.
  public void completeContent(String reason, String ownReason) {
    var isWorse =
        switch (StopReasons.of(ownReason)) {
          case LENGTH, REFUSAL, BROKEN_OFF ->
              reason.isEmpty() || StopReasons.of(reason) == StopReasons.Ending.WHOLE;
          case WHOLE, UNKNOWN -> false;
        };
    completeContent(isWorse ? ownReason : reason);
  }

  /// Checked at the end, because the usage, which is billed, may follow the reason.
  ///
  /// @throws ModelException if the server's reason says that the response is not whole
  void requireNotBrokenOff() throws ModelException {
    if (isBrokenOff()) {
      throw errors.brokenOff(stopReason);
    }
  }

  private boolean isBrokenOff() {
    return StopReasons.of(stopReason) == StopReasons.Ending.BROKEN_OFF;
  }

  /// Sets the stop reason to a refusal by the model or a content filter.
  public void markRefused() {
    stop = ModelResponse.StopReason.REFUSAL;
  }

  /// Marks the end of the response.
  public void markEnded() {
    done = true;
  }

  private void addChars(int added) throws ModelException {
    chars += added;
    if (chars > CHARS_MAX) {
      throw errors.overLimit("a response of more than " + CHARS_MAX + " characters");
    }
  }

  /// Passes all text and reasoning since the last call to the listener.
  void flushDeltas(ModelListener listener) {
    var reasoning = take(pendingReasoning);
    if (!reasoning.isEmpty()) {
      listener.onDelta(new ModelListener.ReasoningDelta(reasoning));
    }
    var text = take(pendingText);
    if (!text.isEmpty()) {
      listener.onDelta(new ModelListener.TextDelta(text));
    }
  }

  /// Takes what is pending, except for the first half of a character: servers escape an emoji as
  /// two halves and may send them apart.
  private static String take(StringBuilder pending) {
    var end = pending.length();
    if (end > 0 && Character.isHighSurrogate(pending.charAt(end - 1))) {
      end--;
    }
    var text = pending.substring(0, end);
    pending.delete(0, end);
    return text;
  }

  /// Returns whether the response has started.
  boolean isStarted() {
    return started;
  }

  /// Returns whether the content is complete. Losing the connection then loses no content.
  boolean isContentComplete() {
    return done || usageIsFinal || !stopReason.isEmpty();
  }

  /// Returns the server's reason for the end of the response; empty if it gave none.
  String stopReason() {
    return stopReason;
  }

  /// Returns whether the response is certainly whole, or its stop reason says why it is not.
  boolean isEndClear() {
    return stopReason.isEmpty()
        ? usageIsFinal
        : StopReasons.of(stopReason) != StopReasons.Ending.UNKNOWN;
  }

  /// Returns the usage reported so far.
  TokenUsage usage() {
    return usage;
  }

  /// Returns whether the server marked the end of the response.
  boolean isEnded() {
    return done;
  }

  /// Returns the complete response.
  ///
  /// @param origin the origin of the provider state
  ModelResponse build(String origin) {
    splitter.finish();
    thinking.append(splitter.thinking());
    return new ModelResponse(
        splitter.text(),
        thinking.toString(),
        toolCalls.build(stop == ModelResponse.StopReason.LENGTH),
        usage,
        model,
        stop,
        blocks.isEmpty() ? ProviderState.NONE : new ProviderState(origin, blocks));
  }
}
