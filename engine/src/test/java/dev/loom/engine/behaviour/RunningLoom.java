package dev.loom.engine.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.api.model.ModelProvider;
import dev.loom.api.model.ModelRole;
import dev.loom.bus.json.Json;
import dev.loom.contracts.config.Home;
import dev.loom.engine.Engine;
import dev.loom.engine.EngineOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Runs an engine with scripted models and accesses it over HTTP.
final class RunningLoom implements AutoCloseable {
  private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(30);

  private final Path directory;
  private final ScriptedModels models;
  private final Engine engine;
  private final HttpClient client;

  private RunningLoom(Path directory, ScriptedModels models, Engine engine) {
    this.directory = directory;
    this.models = models;
    this.engine = engine;
    this.client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  /// Represents a response.
  record ApiResponse(int status, JsonNode body, HttpResponse<String> response) {
    String text(String field) {
      return body.path(field).asText();
    }
  }

  /// @param directory directory for the home and the workspaces
  /// @param settings `section.key` and value alternately
  static RunningLoom start(Path directory, String... settings) {
    var roles = EnumSet.of(ModelRole.PLANNER, ModelRole.EXECUTOR, ModelRole.VERIFIER);
    return start(directory, new ScriptedModels(roles), settings);
  }

  static RunningLoom start(Path directory, ScriptedModels models, String... settings) {
    return start(directory, models, List.of(models), settings);
  }

  /// Starts an engine with only the models of its settings.
  static RunningLoom withoutScripts(Path directory, String... settings) {
    return start(
        directory, new ScriptedModels(EnumSet.noneOf(ModelRole.class)), List.of(), settings);
  }

  private static RunningLoom start(
      Path directory, ScriptedModels models, List<ModelProvider> providers, String... settings) {
    var flags = new HashMap<String, String>();
    flags.put("server.port", "0");
    for (int i = 0; i < settings.length; i += 2) {
      flags.put(settings[i], settings[i + 1]);
    }
    var environment = Map.of("CASES_KEY", "sk-very-secret");
    var home = new Home(directory.resolve("home"));
    var config = Engine.loadConfig(home, directory, environment, flags);
    var options = new EngineOptions(home, config, environment, List.of(), providers);
    return new RunningLoom(directory, models, Engine.start(options));
  }

  /// Returns the home directory.
  Path home() {
    return directory.resolve("home");
  }

  /// Creates a workspace directory.
  Path folder() {
    try {
      var folders = Files.createDirectories(directory.resolve("folders"));
      return Files.createTempDirectory(folders, "w").toRealPath();
    } catch (IOException full) {
      throw new AssertionError(full);
    }
  }

  String goal(Script script) {
    return models.goal(script);
  }

  /// Submits a goal in a new workspace.
  SubmittedTask submit(Script script, Object... fields) {
    return submitIn(folder(), script, fields);
  }

  /// @param fields additional fields of the request, name and value alternately
  SubmittedTask submitIn(Path workspace, Script script, Object... fields) {
    var body = new LinkedHashMap<String, Object>();
    body.put("goal", goal(script));
    body.put("workspace", workspace.toString());
    for (int i = 0; i < fields.length; i += 2) {
      body.put(fields[i].toString(), fields[i + 1]);
    }
    var response = post("/tasks", body);
    if (response.status() != 201) {
      throw new AssertionError("not accepted: " + response.body());
    }
    return task(response.text("task_id"), workspace);
  }

  SubmittedTask task(String id, Path workspace) {
    return new SubmittedTask(this, id, workspace);
  }

  ApiResponse get(String path) {
    return send("GET", path, HttpRequest.BodyPublishers.noBody());
  }

  ApiResponse delete(String path) {
    return send("DELETE", path, HttpRequest.BodyPublishers.noBody());
  }

  ApiResponse post(String path, Object body) {
    return postText(path, Json.write(body));
  }

  ApiResponse postText(String path, String body) {
    return send("POST", path, HttpRequest.BodyPublishers.ofString(body));
  }

  ApiResponse patch(String path, Object body) {
    return send("PATCH", path, HttpRequest.BodyPublishers.ofString(Json.write(body)));
  }

  private ApiResponse send(String method, String path, HttpRequest.BodyPublisher body) {
    return send(to(path).header("Content-Type", "application/json").method(method, body));
  }

  HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(address().resolve(path)).timeout(RESPONSE_TIMEOUT);
  }

  URI address() {
    return engine.address();
  }

  ApiResponse send(HttpRequest.Builder request) {
    try {
      var response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      var text = response.body();
      return new ApiResponse(
          response.statusCode(), Json.parse(text.isEmpty() ? "null" : text), response);
    } catch (IOException | InterruptedException failure) {
      throw new AssertionError("no response", failure);
    }
  }

  EventStream stream(String path) {
    try {
      var handler = HttpResponse.BodyHandlers.ofInputStream();
      HttpResponse<InputStream> response = client.send(to(path).build(), handler);
      return new EventStream(response);
    } catch (IOException | InterruptedException failure) {
      throw new AssertionError("no response", failure);
    }
  }

  @Override
  public void close() {
    client.close();
    engine.close();
  }
}
