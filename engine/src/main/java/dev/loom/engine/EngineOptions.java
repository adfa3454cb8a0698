package dev.loom.engine;

import dev.loom.api.model.ModelProvider;
import dev.loom.api.tool.Tool;
import dev.loom.contracts.config.Home;
import dev.loom.contracts.config.LoomConfig;
import io.vertx.core.Deployable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// Holds the options of an engine.
///
/// @param home directory of all stored data
/// @param config configuration
/// @param environment variables that resolve `${NAME}` in the configuration
/// @param tools tools in addition to the built-in ones
/// @param providers model providers in addition to the configured ones
/// @param verticles verticles that start with the engine, before unfinished tasks go on
/// @param transcript new file for the recording of the first task, if any
/// @param control how clients may end the engine
public record EngineOptions(
    Home home,
    LoomConfig config,
    Map<String, String> environment,
    List<Tool> tools,
    List<ModelProvider> providers,
    List<Deployable> verticles,
    Optional<Path> transcript,
    Control control) {
  public EngineOptions {
    Objects.requireNonNull(home, "home");
    Objects.requireNonNull(config, "config");
    environment = Map.copyOf(environment);
    tools = List.copyOf(tools);
    providers = List.copyOf(providers);
    verticles = List.copyOf(verticles);
    Objects.requireNonNull(transcript, "transcript");
    Objects.requireNonNull(control, "control");
  }

  /// How clients may end the engine.
  ///
  /// @param configFiles configuration files to show to clients
  /// @param background whether the engine ends by itself when it is not used
  /// @param stop called when the engine is to be closed; must not block. Empty if clients cannot
  ///   end the engine
  public record Control(List<String> configFiles, boolean background, Optional<Runnable> stop) {
    public Control {
      configFiles = List.copyOf(configFiles);
      Objects.requireNonNull(stop, "stop");
    }

    /// The control of an engine inside another program, which alone can end it.
    public static final Control EMBEDDED = new Control(List.of(), false, Optional.empty());
  }

  /// Creates options without a recording.
  public EngineOptions(
      Home home,
      LoomConfig config,
      Map<String, String> environment,
      List<Tool> tools,
      List<ModelProvider> providers) {
    this(
        home, config, environment, tools, providers, List.of(), Optional.empty(), Control.EMBEDDED);
  }

  /// Creates options with the environment of this process and without additional tools or
  /// providers.
  public static EngineOptions withDefaults(Home home, LoomConfig config) {
    return new EngineOptions(home, config, System.getenv(), List.of(), List.of());
  }

  /// Returns a copy with an additional tool.
  public EngineOptions withTool(Tool tool) {
    return new EngineOptions(
        home, config, environment, append(tools, tool), providers, verticles, transcript, control);
  }

  /// Returns a copy with an additional model provider.
  public EngineOptions withProvider(ModelProvider provider) {
    return new EngineOptions(
        home,
        config,
        environment,
        tools,
        append(providers, provider),
        verticles,
        transcript,
        control);
  }

  /// Returns a copy with a verticle that starts with the engine, for example to register tools with
  /// [dev.loom.tools.HostedTools]. Unfinished tasks see its tools, unlike those of a verticle that
  /// is deployed later with [Engine#deploy].
  public EngineOptions withVerticle(Deployable verticle) {
    return new EngineOptions(
        home,
        config,
        environment,
        tools,
        providers,
        append(verticles, verticle),
        transcript,
        control);
  }

  /// Returns a copy that records the first task in a new file.
  public EngineOptions withTranscript(Path file) {
    return new EngineOptions(
        home, config, environment, tools, providers, verticles, Optional.of(file), control);
  }

  /// Returns a copy whose engine clients may end.
  public EngineOptions withControl(Control newControl) {
    return new EngineOptions(
        home, config, environment, tools, providers, verticles, transcript, newControl);
  }

  private static <T> List<T> append(List<T> list, T last) {
    return Stream.concat(list.stream(), Stream.of(last)).toList();
  }
}
