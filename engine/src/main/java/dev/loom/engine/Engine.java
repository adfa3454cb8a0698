package dev.loom.engine;

import dev.loom.api.model.ModelProvider;
import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.bus.ConcurrencyLimit;
import dev.loom.bus.Registration;
import dev.loom.bus.Topic;
import dev.loom.bus.home.PublishedEngine;
import dev.loom.bus.secret.AccessToken;
import dev.loom.bus.secret.Secrets;
import dev.loom.contracts.config.CostLimit;
import dev.loom.contracts.config.Home;
import dev.loom.contracts.config.LoomConfig;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.event.JournalEntry;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.AuditReport;
import dev.loom.contracts.journal.CheckStorage;
import dev.loom.contracts.journal.FindTask;
import dev.loom.contracts.model.ListModels;
import dev.loom.contracts.task.AuditTasks;
import dev.loom.contracts.task.AwaitTask;
import dev.loom.contracts.task.ExecuteCommand;
import dev.loom.contracts.task.SubmitTask;
import dev.loom.contracts.task.TaskCommand;
import dev.loom.contracts.task.TaskSnapshot;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.text.FileErrors;
import dev.loom.contracts.tool.CheckSandbox;
import dev.loom.contracts.transcript.TranscriptException;
import dev.loom.engine.config.ConfigLoader;
import dev.loom.engine.config.SettingsResolver;
import dev.loom.engine.transcript.Recorder;
import dev.loom.engine.transcript.TranscriptTarget;
import dev.loom.gateway.GatewayVerticle;
import dev.loom.gateway.rest.EngineProcess;
import dev.loom.gateway.webhook.WebhookVerticle;
import dev.loom.memory.MemoryVerticle;
import dev.loom.models.ModelHostVerticle;
import dev.loom.orchestrator.AuditVerticle;
import dev.loom.orchestrator.OrchestratorVerticle;
import dev.loom.processes.ProcessVerticle;
import dev.loom.tools.ToolHostVerticle;
import dev.loom.tools.mcp.McpVerticle;
import io.vertx.core.Deployable;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Runs a complete Loom engine in this JVM.
///
/// ```java
/// var home = Home.fromEnvironment(System.getenv());
/// var options = EngineOptions.withDefaults(home, Engine.loadConfig(home, ...));
/// try (var engine = Engine.start(options)) {
///   var task = engine.execute(TaskSpec.create("Count the lines in README.md", "/projects/myapp"));
///   System.out.println(task.status() + ": " + task.summary());
/// }
/// ```
///
/// Methods block and may be called from any thread except an event loop.
public final class Engine implements AutoCloseable {
  private static final long START_SECONDS_MAX = 60;
  private static final long CLOSE_SECONDS_MAX = 30;
  private static final long LOCK_SECONDS_MAX = 5;
  private static final long LOCK_PAUSE_MILLIS = 50;

  private static final ConcurrencyLimit SETTINGS_LIMIT = new ConcurrencyLimit(16, 10_000);

  private final Vertx vertx;
  private final Bus bus;
  private final HomeLock lock;
  private final Shutdown shutdown = new Shutdown();
  private LoomConfig config;
  private ModelHostVerticle models;
  private URI address;

  private Engine(Vertx vertx, HomeLock lock) {
    this.vertx = vertx;
    this.bus = Bus.on(vertx);
    this.lock = lock;
    shutdown.add("The lock of the home was not released", lock);
    shutdown.add(
        "The event loops did not stop",
        () -> vertx.close().await(CLOSE_SECONDS_MAX, TimeUnit.SECONDS));
  }

  /// Starts an engine and resumes the unfinished tasks of its home.
  ///
  /// @throws EngineException if another engine uses the home, or a module fails to start
  public static Engine start(EngineOptions options) {
    var engine = new Engine(EngineVertx.create(), lock(options.home()));
    try {
      engine.deploy(options);
      return engine;
    } catch (RuntimeException | Error failure) {
      engine.close();
      throw failure;
    }
  }

  /// Audits the stored tasks of a home without resuming any.
  ///
  /// @throws EngineException if another engine uses the home, or its database cannot be opened
  public static AuditReport audit(Home home, LoomConfig config) throws InterruptedException {
    try (var engine = new Engine(EngineVertx.create(), lock(home))) {
      engine.deployMemory(home, config);
      engine.deploy(new AuditVerticle());
      return engine.bus.request(Addresses.TASK_AUDIT, new AuditTasks());
    }
  }

  /// Describes how far an engine on this machine would confine commands. Blocks while processes try
  /// to leave a sandbox.
  public static CheckSandbox.Status checkSandbox(Home home, LoomConfig config)
      throws InterruptedException {
    return ToolHostVerticle.checkSandbox(config.tools(), home.path(), database(home, config));
  }

  private void deployMemory(Home home, LoomConfig config) {
    deploy(
        new MemoryVerticle(
            database(home, config),
            List.of(HomeLock.file(home)),
            config.storage().memory().readConnectionsMax()));
  }

  private static Path database(Home home, LoomConfig config) {
    return home.resolve(config.storage().memory().databasePath(), "loom.db");
  }

  private void deploy(EngineOptions options) {
    config = options.config();
    var home = options.home();
    var token = token(home);
    Secrets.from(config, options.environment(), token).publish(vertx);
    startRecording(options);
    deployMemory(home, config);
    deploy(new ProcessVerticle(home.path()));
    models =
        new ModelHostVerticle(
            config.models(), config.modelCalls(), options.environment(), options.providers());
    deploy(models);
    var settings = new SettingsResolver(config, options.environment());
    bus.handleBlocking(
            Addresses.SETTINGS_RESOLVE,
            SETTINGS_LIMIT,
            Bus.ThreadKind.VIRTUAL,
            request -> settings.resolve(request, taskModels -> models.prepare(taskModels).await()))
        .await();
    var gateway = new GatewayVerticle(config, EngineVersion.current(), token, process(options));
    deploy(
        new ToolHostVerticle(
            config.tools(),
            config.storage().workspace(),
            home.path(),
            database(home, config),
            options.tools()));
    deploy(new McpVerticle(config.mcp(), options.environment()));
    options.verticles().forEach(this::deploy);
    deploy(new AuditVerticle());
    var orchestrator =
        new OrchestratorVerticle(
            config.tasks().execution(),
            config.tasks().budget(),
            config.tasks().verification(),
            InstantSource.system());
    deploy(orchestrator);
    deploy(gateway);
    deploy(new WebhookVerticle(config.server(), options.environment(), EngineVersion.current()));
    address = URI.create("http://" + hostLiteral(config.server().host()) + ":" + gateway.port());
    publishAddress(address);
    orchestrator.startUnfinished();
  }

  private EngineProcess process(EngineOptions options) {
    return new EngineProcess(
        options.home().path().toString(),
        options.control().configFiles(),
        () -> models.summary().result(),
        options.control().background(),
        options.control().stop());
  }

  private static AccessToken token(Home home) {
    try {
      return AccessToken.readOrCreate(home.path());
    } catch (IOException failure) {
      throw homeUnwritable(failure);
    }
  }

  private static EngineException homeUnwritable(IOException failure) {
    return new EngineException("Cannot write to Loom's home: " + failure.getMessage(), failure);
  }

  /// Registers the recorders. Called before any module is deployed, so that no message is missed.
  private void startRecording(EngineOptions options) {
    try {
      options.transcript().ifPresent(file -> startRecording(TranscriptTarget.file(file), options));
      var directory = options.config().storage().recording().directory();
      if (!directory.isBlank()) {
        startRecording(TranscriptTarget.directory(options.home().resolve(directory, "")), options);
      }
    } catch (TranscriptException failure) {
      throw new EngineException(failure.getMessage(), failure);
    }
  }

  private void startRecording(TranscriptTarget target, EngineOptions options) {
    var config = options.config();
    var recorder =
        new Recorder(
            target, config, bus.secrets(), EngineVersion.current(), InstantSource.system());
    shutdown.add("A recording was not completed", recorder::close);
    bus.observe(Recorder.ADDRESSES, recorder);
  }

  /// Deploys a verticle on the Vert.x instance of this engine, for example one that registers tools
  /// with [dev.loom.tools.HostedTools]. The engine undeploys it when it is closed.
  ///
  /// @return undeploys the verticle earlier
  /// @throws EngineException if the verticle does not start
  public Registration deploy(Deployable verticle) {
    try {
      var id = vertx.deployVerticle(verticle).await(START_SECONDS_MAX, TimeUnit.SECONDS);
      AutoCloseable undeployment =
          () -> vertx.undeploy(id).await(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
      shutdown.add("A module did not stop", undeployment);
      return () -> {
        shutdown.remove(undeployment);
        return vertx.undeploy(id);
      };
    } catch (Exception failure) {
      throw new EngineException(failure.getMessage(), failure);
    }
  }

  /// Publishes the address for other processes.
  private void publishAddress(URI address) {
    try {
      lock.writeAddress(address);
    } catch (IOException failure) {
      throw homeUnwritable(failure);
    }
  }

  private static String hostLiteral(String host) {
    return host.contains(":") ? "[" + host + "]" : host;
  }

  /// Acquires the lock. Waits for an engine that is ending, or for an audit: both publish no
  /// address.
  private static HomeLock lock(Home home) {
    try {
      var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LOCK_SECONDS_MAX);
      var lock = HomeLock.tryAcquire(home);
      while (lock.isEmpty() && findRunning(home).isEmpty() && System.nanoTime() - deadline < 0) {
        Thread.sleep(LOCK_PAUSE_MILLIS);
        lock = HomeLock.tryAcquire(home);
      }
      return lock.orElseThrow(() -> alreadyRunning(home));
    } catch (IOException failure) {
      throw new EngineException(
          "Loom's home " + home.path() + " cannot be used. " + FileErrors.describe(failure),
          failure);
    } catch (InterruptedException exception) {
      Thread.currentThread().interrupt();
      throw new EngineException("The start was interrupted.", exception);
    }
  }

  private static EngineException alreadyRunning(Home home) {
    return new EngineException(
        "Another engine runs on %s%s. Use it, stop it, or set LOOM_HOME to another directory."
            .formatted(home.path(), findRunning(home).map(at -> " (" + at + ")").orElse("")),
        null);
  }

  /// Loads the configuration for a home and a working directory.
  ///
  /// @param flags values by `section.key`; they override all other sources
  /// @throws dev.loom.engine.config.ConfigException naming the source and the invalid key
  public static LoomConfig loadConfig(
      Home home, Path directory, Map<String, String> environment, Map<String, String> flags) {
    var vertx = Vertx.vertx();
    try {
      return new ConfigLoader(vertx).read(home.path(), directory, environment, flags);
    } finally {
      vertx.close();
    }
  }

  /// Returns the configuration files that [#loadConfig] reads, in increasing precedence.
  public static List<String> configFiles(Home home, Path directory) {
    return ConfigLoader.files(home.path(), directory).map(Path::toString).toList();
  }

  /// Returns the published address of the engine of a home, if any. The engine may have stopped
  /// since; check its `/health`.
  public static Optional<URI> findRunning(Home home) {
    return PublishedEngine.address(home.path());
  }

  /// Returns the base URL of the REST API.
  public URI address() {
    return address;
  }

  /// Describes in one sentence which models are used and why.
  public String modelSummary() throws InterruptedException {
    return bus.request(Addresses.MODEL_LIST, new ListModels()).choice();
  }

  /// Describes in one sentence how far commands are confined, and why not further.
  public String sandboxSummary() throws InterruptedException {
    return bus.request(Addresses.TOOL_SANDBOX, new CheckSandbox()).description();
  }

  /// Returns why nothing can be recorded, and what was damaged when the engine started; empty if
  /// all is well.
  public List<String> storageProblems() throws InterruptedException {
    return bus.request(Addresses.STORAGE_CHECK, new CheckStorage()).problems();
  }

  /// Adds a model to the running engine.
  ///
  /// @throws dev.loom.contracts.error.ServiceException if its alias is already in use
  public void addProvider(ModelProvider provider) {
    models.add(provider).await();
  }

  /// Removes a model, including a configured one. Calls in flight complete; later calls use the
  /// remaining models.
  ///
  /// @throws dev.loom.contracts.error.ServiceException if no model has this alias
  public void removeProvider(String alias) {
    models.remove(alias).await();
  }

  /// Submits a task. Returns once the task is committed to disk.
  ///
  /// @throws dev.loom.contracts.error.ServiceException if the task is rejected
  public TaskId submit(TaskSpec task) throws InterruptedException {
    var costProblem = CostLimit.problem(config.models(), config.tasks().budget(), task.budget());
    if (costProblem.isPresent()) {
      throw ServiceException.invalid("budget.max_cost_usd " + costProblem.get())
          .about("budget.max_cost_usd");
    }
    return bus.request(Addresses.TASK_SUBMIT, new SubmitTask(task, Optional.empty())).taskId();
  }

  /// Returns the current state of a task.
  ///
  /// @throws dev.loom.contracts.error.ServiceException if the task does not exist
  public TaskSnapshot find(TaskId task) throws InterruptedException {
    return bus.request(Addresses.TASK_FIND, new FindTask(task));
  }

  /// Submits a task and waits until it ends. There is no overall timeout, but each attempt of a
  /// subtask has one.
  public TaskSnapshot execute(TaskSpec task) throws InterruptedException {
    var id = submit(task);
    while (true) {
      var awaited =
          bus.request(
              Addresses.TASK_AWAIT,
              AwaitTask.create(id, AwaitTask.Until.FINISHED, AwaitTask.WAIT_MAX));
      if (awaited.reached()) {
        return awaited.task();
      }
    }
  }

  /// Applies a command to a task. Returns once its effect is recorded.
  public ExecuteCommand.Executed execute(TaskId task, TaskCommand command)
      throws InterruptedException {
    return bus.request(Addresses.TASK_COMMAND, new ExecuteCommand(task, command));
  }

  /// Subscribes to the events of all tasks. An event is published after its commit, in order for
  /// each task. The subscriber runs on an event loop and must not block.
  public Registration subscribe(Consumer<JournalEntry> subscriber) {
    return bus.subscribe(Addresses.TASK_EVENTS, Topic.ALL_KEYS, subscriber).await();
  }

  /// Stops all modules in reverse order and releases the home. Unfinished tasks are resumed by the
  /// next engine.
  @Override
  public void close() {
    shutdown.close();
  }
}
