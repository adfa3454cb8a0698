package dev.loom.models;

import dev.loom.api.model.Message;
import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelListener;
import dev.loom.api.model.ModelProvider;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ModelRole;
import dev.loom.api.model.ToolDescription;
import dev.loom.contracts.bus.ServiceException;
import dev.loom.contracts.config.LoomConfig;
import dev.loom.contracts.config.ModelConfig;
import dev.loom.contracts.model.ModelCheck;
import dev.loom.contracts.model.ModelChecks;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Tries models without an engine: whether each is there, lets us in, answers, and calls a tool.
///
/// A trial asks each model at most two questions of a few tokens. Its methods block.
final class ModelChecker {
  private static final int PROBLEM_SECONDS = 10;
  private static final int ANSWER_CHARS_MAX = 200;

  /// Kinds that answer only what they know, so a small question says nothing about them.
  private static final Set<String> NOT_QUERIED = Set.of("builtin", "replay");

  private static final String TOOL = "say";
  private static final String TEXT = "Answer with the one word: ready";
  private static final ToolDescription TOOL_DESCRIPTION =
      new ToolDescription(
          TOOL,
          "Says a word aloud.",
          schema("word", Map.of("type", "string", "description", "The word to say.")));

  private final Vertx vertx;
  private final LoomConfig config;
  private final Map<String, String> environment;
  private final int answerSeconds;

  /// @param environment where keys named `${NAME}` are found
  ModelChecker(Vertx vertx, LoomConfig config, Map<String, String> environment) {
    this.vertx = vertx;
    this.config = config;
    this.environment = Map.copyOf(environment);
    this.answerSeconds = config.modelCalls().firstByteTimeoutSeconds();
  }

  private static Map<String, Object> schema(String name, Map<String, Object> property) {
    var schema = new LinkedHashMap<String, Object>();
    schema.put("type", "object");
    schema.put("properties", Map.of(name, property));
    schema.put("required", List.of(name));
    schema.put("additionalProperties", false);
    return schema;
  }

  /// A model and what is known of it before it is asked.
  private record Candidate(ModelProvider provider, String kind, Optional<ModelConfig> config) {}

  /// Tries every configured model, or the one that would be found, all at once.
  ModelChecks run() throws InterruptedException {
    var providers = new ProviderFactory(vertx, config.modelCalls(), environment);
    List<Callable<ModelCheck>> checks = new ArrayList<>();
    if (config.models().isEmpty()) {
      checks.add(() -> check(detected(providers)));
    }
    config
        .models()
        .forEach((alias, model) -> checks.add(() -> checkConfigured(providers, alias, model)));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var results = new ArrayList<ModelCheck>();
      for (var check : threads.invokeAll(checks)) {
        results.add(check.get());
      }
      return new ModelChecks(results);
    } catch (ExecutionException broken) {
      throw new IllegalStateException(broken.getCause());
    }
  }

  private Candidate detected(ProviderFactory providers) {
    var detected =
        new DefaultModelDetector(vertx, providers, environment)
            .detect()
            .toCompletionStage()
            .toCompletableFuture()
            .join();
    return new Candidate(detected.provider(), detected.kind(), Optional.empty());
  }

  private ModelCheck checkConfigured(ProviderFactory providers, String alias, ModelConfig model)
      throws InterruptedException {
    var kind = ProviderFactory.kindOf(model);
    try {
      return check(new Candidate(providers.create(alias, model), kind, Optional.of(model)));
    } catch (ServiceException wrong) {
      return new ModelCheck(alias, model.model(), kind, "", 1, List.of(wrong.getMessage()));
    }
  }

  private ModelCheck check(Candidate candidate) throws InterruptedException {
    var problems = new ArrayList<String>();
    contextWindowProblem(candidate).ifPresent(problems::add);
    var unreachable = callWithin(PROBLEM_SECONDS, candidate.provider()::checkHealth);
    if (unreachable.isPresent()) {
      problems.add(
          unreachable.get().orElse("It did not say within " + PROBLEM_SECONDS + " s how it is."));
      return result(candidate, "", 2, problems);
    }
    if (NOT_QUERIED.contains(candidate.kind())) {
      return result(candidate, "(not asked: no model)", 1, problems);
    }
    var answer = probeToolCall(candidate, problems);
    return result(candidate, answer, 4, problems);
  }

  private static ModelCheck result(
      Candidate candidate, String answer, int examined, List<String> problems) {
    var provider = candidate.provider();
    return new ModelCheck(
        provider.name(), provider.model(), candidate.kind(), answer, examined, problems);
  }

  /// A conversation is shortened to a size; a window that is smaller cuts off its beginning.
  private Optional<String> contextWindowProblem(Candidate candidate) {
    var model = candidate.config().orElse(ModelConfig.defaults());
    int wanted = config.execution().maxContextTokens();
    return model.contextWindow() == 0 || model.contextWindow() >= wanted + model.maxTokens()
        ? Optional.empty()
        : Optional.of(
            "Its context window of %d tokens is too small for conversations of %d and answers of %d."
                    .formatted(model.contextWindow(), wanted, model.maxTokens())
                + " Raise models.%s.context_window, or lower execution.max_context_tokens."
                    .formatted(candidate.provider().name()));
  }

  /// Asks for a word, with a tool on offer where the model is to do work.
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
      if (response.toolCalls().stream().anyMatch(call -> call.name().equals(TOOL))) {
        return "called the tool it was asked to call";
      }
      problems.add(
          "It was asked to call a tool and did not, so it cannot do work. Use a model that is made"
              + " for tools, or take \"executor\" out of models."
              + candidate.provider().name()
              + ".roles.");
      return firstLine(response);
    } catch (ModelException failure) {
      var before = problems.size();
      var answer = probeText(candidate, problems);
      if (problems.size() == before) {
        problems.add("It answers, but takes no tools: " + oneLine(failure.getMessage()));
      }
      return answer;
    }
  }

  private String probeText(Candidate candidate, List<String> problems) throws InterruptedException {
    var role = candidate.provider().roles().iterator().next();
    var request =
        new ModelRequest(role, List.of(new Message.User(TEXT)), List.of(), Optional.empty());
    try {
      return firstLine(complete(candidate, request));
    } catch (ModelException failure) {
      problems.add(oneLine(failure.getMessage()));
      return "";
    }
  }

  private ModelResponse complete(Candidate candidate, ModelRequest request)
      throws ModelException, InterruptedException {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answer = threads.submit(() -> candidate.provider().complete(request, ModelListener.NONE));
      return await(answer, answerSeconds);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof ModelException failure) {
        throw failure;
      }
      throw new IllegalStateException(failed.getCause());
    } catch (TimeoutException late) {
      throw ModelException.retryable(
          "It did not answer a small question within "
              + answerSeconds
              + " s. Wait until it is loaded, or use a smaller model.",
          late);
    }
  }

  /// @return empty when there is no problem; a problem without words when it did not come in time
  private static Optional<Optional<String>> callWithin(
      int seconds, Callable<Optional<String>> question) throws InterruptedException {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      return await(threads.submit(question), seconds).map(Optional::of);
    } catch (ExecutionException failed) {
      throw new IllegalStateException(failed.getCause());
    } catch (TimeoutException late) {
      return Optional.of(Optional.empty());
    }
  }

  private static <T> T await(Future<T> future, int seconds)
      throws InterruptedException, ExecutionException, TimeoutException {
    try {
      return future.get(seconds, TimeUnit.SECONDS);
    } finally {
      future.cancel(true);
    }
  }

  private static String firstLine(ModelResponse response) {
    return oneLine(response.text().isBlank() ? response.thinking() : response.text());
  }

  private static String oneLine(String text) {
    var line = String.join(" ", text.strip().split("\\s+"));
    return line.length() <= ANSWER_CHARS_MAX ? line : line.substring(0, ANSWER_CHARS_MAX) + "…";
  }
}
