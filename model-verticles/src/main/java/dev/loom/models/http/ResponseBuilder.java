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

/// An answer while it arrives: the one stream of events that every wire tells, and what they come
/// to.
///
/// What the answer is, its content decides: servers give the reason `stop` for answers full of tool
/// calls. Pieces for the listener are gathered until [#flushDeltas], so that a listener hears once
/// a network buffer and not once a token.
public final class ResponseBuilder {
  static final int CHARS_MAX = 4 * 1024 * 1024;
  static final int TOOL_CALLS_MAX = 128;
  private static final int BLOCKS_MAX = 1_024;

  private final EndpointErrors failures;
  private final StringBuilder thinking = new StringBuilder();

  /// Servers without a parser for a model's thinking leave it in the text.
  private final ReasoningSplitter splitter = new ReasoningSplitter();

  private final StringBuilder pendingText = new StringBuilder();
  private final StringBuilder pendingReasoning = new StringBuilder();
  private final ToolCallAssembler toolCalls = new ToolCallAssembler();
  private final List<Map<String, Object>> blocks = new ArrayList<>();
  private TokenUsage usage = TokenUsage.NONE;
  private String model;
  private ModelResponse.StopReason stop = ModelResponse.StopReason.DONE;
  private boolean begun;
  private boolean finished;
  private boolean done;
  private long chars;

  ResponseBuilder(String model, EndpointErrors failures) {
    this.model = model;
    this.failures = failures;
  }

  /// Something of an answer came, if only that it begins.
  public void begun() {
    begun = true;
  }

  /// The id of the model that answers; empty when it is not said.
  public void model(String id) {
    if (!id.isEmpty()) {
      model = id;
    }
  }

  /// Characters of the answer itself.
  public void appendText(String delta) throws ModelException {
    addSplit(splitter.add(delta));
    addChars(delta.length());
  }

  private void addSplit(ReasoningSplitter.Split split) {
    pendingText.append(split.text());
    pendingReasoning.append(split.thinking());
  }

  /// Characters of the model's thinking.
  public void thinking(String delta) throws ModelException {
    thinking.append(delta);
    pendingReasoning.append(delta);
    addChars(delta.length());
  }

  /// A tool call begins, or goes on.
  ///
  /// @param index which of the answer's calls; a new id at the same index is a new call
  /// @param id the model's id of the call; empty when this piece does not say
  /// @param name the tool's name; empty when this piece does not say
  /// @param arguments a piece of the JSON of the arguments, or all of it
  public void appendToolCall(int index, String id, String name, String arguments)
      throws ModelException {
    toolCalls.add(index, id, name, arguments);
    addChars(name.length() + arguments.length());
    if (toolCalls.count() > TOOL_CALLS_MAX) {
      throw failures.overLimit("more than " + TOOL_CALLS_MAX + " tool calls in one answer");
    }
  }

  /// A block that has to go back unchanged when the conversation goes on.
  public void addProviderBlock(Map<String, Object> block) throws ModelException {
    blocks.add(block);
    addChars(block.toString().length());
    if (blocks.size() > BLOCKS_MAX) {
      throw failures.overLimit("more than " + BLOCKS_MAX + " blocks in one answer");
    }
  }

  /// What the answer took so far, in all. What is negative, or more from a cache than was read, is
  /// a server's mistake and not counted.
  public void usage(long inputTokens, long outputTokens, long cachedInputTokens) {
    long input = Math.max(0, inputTokens);
    long cached = Math.clamp(cachedInputTokens, 0, input);
    usage = new TokenUsage(input, Math.max(0, outputTokens), cached);
  }

  /// The model stopped, so the answer is whole; its usage may still come.
  public void finished(ModelResponse.StopReason why) {
    finished = true;
    if (why != ModelResponse.StopReason.DONE) {
      stop = why;
    }
  }

  /// The model declined, or a filter did.
  public void markRefused() {
    stop = ModelResponse.StopReason.REFUSAL;
  }

  /// Nothing more comes.
  public void done() {
    done = true;
  }

  private void addChars(int more) throws ModelException {
    chars += more;
    if (chars > CHARS_MAX) {
      throw failures.overLimit("an answer of more than " + CHARS_MAX + " characters");
    }
  }

  /// Tells the listener of everything since it was told last.
  void flushDeltas(ModelListener listener) {
    if (!pendingReasoning.isEmpty()) {
      listener.onDelta(new ModelListener.ReasoningDelta(pendingReasoning.toString()));
      pendingReasoning.setLength(0);
    }
    if (!pendingText.isEmpty()) {
      listener.onDelta(new ModelListener.TextDelta(pendingText.toString()));
      pendingText.setLength(0);
    }
  }

  /// Whether anything at all was an answer.
  boolean isStarted() {
    return begun;
  }

  /// Whether the answer is whole, so that a connection that breaks now loses nothing.
  boolean isComplete() {
    return done || finished;
  }

  /// Whether the server said in so many words that nothing more comes.
  boolean isDone() {
    return done;
  }

  /// The answer, now that nothing more comes.
  ///
  /// @param origin what the blocks come from
  ModelResponse build(String origin) {
    addSplit(splitter.finish());
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
