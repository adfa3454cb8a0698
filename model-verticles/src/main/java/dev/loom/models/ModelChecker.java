package dev.loom.models;

import dev.loom.api.model.Message;
import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelListener;
import dev.loom.api.model.ModelProvider;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ModelRole;
import dev.loom.api.model.ToolDescription;
import dev.loom.contracts.config.LoomConfig;
import dev.loom.contracts.config.ModelConfig;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.model.CheckModels;
import dev.loom.contracts.text.TextTruncator;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;

/// Checks models without an engine: whether the endpoint is reachable and accepts the key, and
/// whether the model responds and calls a tool.
///
/// Sends each model at most two requests of a few tokens. Methods block.
final class ModelChecker {
  private static final int HEALTH_SECONDS = 10;
  private static final int RESPONSE_CHARS_MAX = 200;

  private static final String TOOL_NAME = "say";
  private static final String TEXT_PROMPT = "Answer with one word: ready";
  private static final ToolDescription TOOL_DESCRIPTION =
      new ToolDescription(
          TOOL_NAME,
          "Says a word aloud.",
          Map.of(
              "type",
              "object",
              "properties",
              Map.of("word", Map.of("type", "string", "description", "The word to say.")),
              "required",
              List.of("word"),
              "additionalProperties",
              false));

  private final Vertx vertx;
  private final LoomConfig config;
  private final Map<String, String> environment;
  private final int responseSeconds;

  /// @param environment values for keys written as `${NAME}`
  ModelChecker(Vertx vertx, LoomConfig config, Map<String, String> environment) {
    this.vertx = vertx;
    this.config = config;
    this.environment = Map.copyOf(environment);
    this.responseSeconds = config.modelCalls().firstByteTimeoutSeconds();
  }

  /// A model to check, with its configuration if it has one.
  private record Candidate(ModelProvider provider, String kind, Optional<ModelConfig> config) {}

  /// Checks all configured models in parallel, or the detected default model if none is configured.
  CheckModels.Checked run() throws InterruptedException {
    var providers = new ProviderFactory(vertx, config.modelCalls(), environment);
    List<Callable<CheckModels.ModelCheck>> checks = new ArrayList<>();
    if (config.models().isEmpty()) {
      checks.add(() -> check(detectDefault(providers)));
    }
    config
        .models()
        .forEach((alias, model) -> checks.add(() -> checkConfigured(providers, alias, model)));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var results = new ArrayList<CheckModels.ModelCheck>();
      for (var check : threads.invokeAll(checks)) {
        results.add(check.get());
      }
      return new CheckModels.Checked(results);
    } catch (ExecutionException exception) {
      throw new IllegalStateException(exception.getCause());
    }
  }

  private Candidate detectDefault(ProviderFactory providers) {
    var detected =
        new DefaultModelDetector(vertx, providers, environment)
            .detect()
            .toCompletionStage()
            .toCompletableFuture()
            .join();
    return new Candidate(detected.provider(), detected.kind(), Optional.empty());
  }

  private CheckModels.ModelCheck checkConfigured(
      ProviderFactory providers, String alias, ModelConfig model) throws InterruptedException {
    var kind = ProviderFactory.kindOf(model);
    try {
      return check(new Candidate(providers.create(alias, model), kind, Optional.of(model)));
    } catch (ServiceException exception) {
      return new CheckModels.ModelCheck(
          alias, model.endpoint().model(), kind, "", 1, List.of(exception.getMessage()));
    }
  }

  private CheckModels.ModelCheck check(Candidate candidate) throws InterruptedException {
    var problems = new ArrayList<String>();
    contextWindowProblem(candidate).ifPresent(problems::add);
    var healthProblem = healthProblem(candidate.provider());
    healthProblem.ifPresent(problems::add);
    if (healthProblem.isPresent()) {
      return result(candidate, "", 2, problems);
    }
    return ResilientModel.UNMETERED_KINDS.contains(candidate.kind())
        ? result(candidate, "(not queried: no language model)", 1, problems)
        : result(candidate, probeToolCall(candidate, problems), 4, problems);
  }

  private static CheckModels.ModelCheck result(
      Candidate candidate, String answer, int stepsChecked, List<String> problems) {
    var provider = candidate.provider();
    return new CheckModels.ModelCheck(
        provider.name(), provider.model(), candidate.kind(), answer, stepsChecked, problems);
  }

  /// Reports a context window too small for the size to which conversations are trimmed; the
  /// endpoint would drop their beginning.
  private Optional<String> contextWindowProblem(Candidate candidate) {
    var generation = candidate.config().orElse(ModelConfig.defaults()).generation();
    int conversationTokens = config.tasks().execution().maxContextTokens();
    return generation.contextWindow() == 0
            || generation.contextWindow() >= conversationTokens + generation.maxTokens()
        ? Optional.empty()
        : Optional.of(
            """
            Its context window of %d tokens is too small for conversations of %d and answers of %d. \
            Raise models.%s.context_window, or lower execution.max_context_tokens."""
                .formatted(
                    generation.contextWindow(),
                    conversationTokens,
                    generation.maxTokens(),
                    candidate.provider().name()));
  }

  /// Requests a tool call if the model is used as an executor, otherwise one word of text.
  private String probeToolCall(Candidate candidate, List<String> problems)
      throws InterruptedException {
    if (!candidate.provider().roles().contains(ModelRole.EXECUTOR)) {
      return probeText(candidate, problems);
    }
    var request =
        new ModelRequest(
            ModelRole.EXECUTOR,
            List.of(new Message.User("Call the tool `say` with the word: ready")),
            List.of(TOOL_DESCRIPTION),
            Optional.empty());
    try {
      var response = complete(candidate, request);
      if (response.toolCalls().stream().anyMatch(call -> call.name().equals(TOOL_NAME))) {
        return "called the tool as requested";
      }
      problems.add(
          """
          It did not call a tool as requested, so it cannot execute subtasks. Use a model that \
          supports tools, or remove "executor" from models.%s.roles."""
              .formatted(candidate.provider().name()));
      return firstLine(response);
    } catch (ModelException failure) {
      var problemsBefore = problems.size();
      var answer = probeText(candidate, problems);
      if (problems.size() == problemsBefore) {
        problems.add("It answers, but does not support tools: " + oneLine(failure.getMessage()));
      }
      return answer;
    }
  }

  private String probeText(Candidate candidate, List<String> problems) throws InterruptedException {
    var role = candidate.provider().roles().iterator().next();
    var request =
        new ModelRequest(role, List.of(new Message.User(TEXT_PROMPT)), List.of(), Optional.empty());
    try {
      return firstLine(complete(candidate, request));
    } catch (ModelException failure) {
      problems.add(oneLine(failure.getMessage()));
      return "";
    }
  }

  private ModelResponse complete(Candidate candidate, ModelRequest request)
      throws ModelException, InterruptedException {
    try {
      return InterruptTimer.callWithin(
          Duration.ofSeconds(responseSeconds),
          () -> candidate.provider().complete(request, ModelListener.NONE));
    } catch (TimeoutException exception) {
      throw ModelException.retryable(
          "It did not answer a short request within %d s. Wait until it is loaded, or use a smaller model."
              .formatted(responseSeconds),
          exception);
    }
  }

  private static Optional<String> healthProblem(ModelProvider provider)
      throws InterruptedException {
    try {
      return InterruptTimer.callWithin(Duration.ofSeconds(HEALTH_SECONDS), provider::checkHealth);
    } catch (ModelException | TimeoutException ignored) {
      return Optional.of("The health check did not finish within " + HEALTH_SECONDS + " s.");
    }
  }

  private static String firstLine(ModelResponse response) {
    return oneLine(response.text().isBlank() ? response.thinking() : response.text());
  }

  private static String oneLine(String text) {
    return TextTruncator.withEllipsis(text.strip().replaceAll("\\s+", " "), RESPONSE_CHARS_MAX);
  }
}
