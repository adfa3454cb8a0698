package dev.loom.tools.host;

import static dev.loom.contracts.tool.ToolCatalogue.ToolInfo.BUILTIN;

import dev.loom.api.tool.Arguments;
import dev.loom.api.tool.ContentBlock;
import dev.loom.api.tool.CrashPolicy;
import dev.loom.api.tool.Tool;
import dev.loom.api.tool.ToolEffect;
import dev.loom.api.tool.ToolResult;
import dev.loom.bus.Addresses;
import dev.loom.bus.json.Json;
import dev.loom.bus.text.NameSuggestions;
import dev.loom.contracts.config.CallLimits;
import dev.loom.contracts.event.TaskEvent.ToolProgress;
import dev.loom.contracts.event.TransientEvent;
import dev.loom.contracts.text.TextTruncator;
import dev.loom.contracts.tool.DescribeEffects;
import dev.loom.contracts.tool.RunTool;
import dev.loom.contracts.tool.SandboxTier;
import dev.loom.contracts.tool.ToolCatalogue;
import dev.loom.contracts.tool.ToolErrorCode;
import dev.loom.tools.change.CallChangeRecorder;
import dev.loom.tools.http.DeclaredHttp;
import dev.loom.tools.process.BackgroundProcesses;
import dev.loom.tools.sandbox.Confinement;
import dev.loom.tools.sandbox.SandboxPolicy;
import dev.loom.tools.shell.ShellExecuteTool;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Runs tool calls, each on the calling thread. Thread-safe.
public final class ToolHost {
  private static final Logger LOG = System.getLogger(ToolHost.class.getName());
  private static final List<ToolEffect> UNKNOWN = List.of(new ToolEffect.Unknown());

  /// Maximum number of effects of a call; the effects of a call with more are unknown.
  private static final int EFFECTS_MAX = 200;

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(3);

  private final SharedHostState shared;
  private final ToolRegistry registry;
  private final ToolCatalogue catalogue;
  private final ScheduledExecutorService clock = clock();
  private volatile boolean closed;
  private final Set<CallTimeout> runningCalls = ConcurrentHashMap.newKeySet();

  /// @param shared shared with other hosts of the engine
  /// @param builtin tools of Loom
  /// @param extra tools of plug-ins
  /// @throws IllegalArgumentException if a name or schema is invalid or a name is already in use
  public ToolHost(SharedHostState shared, List<Tool> builtin, List<Tool> extra) {
    this.shared = shared;
    this.registry = new ToolRegistry(builtin, extra);
    this.catalogue = registry.catalogue();
  }

  private static ScheduledExecutorService clock() {
    var clock =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("tool-time-limits").factory());
    clock.setRemoveOnCancelPolicy(true);
    return clock;
  }

  /// Returns how many calls the hosts of the engine run at the same time.
  public int parallelMax() {
    return shared.config().parallelMax();
  }

  /// All tools in name order.
  public ToolCatalogue catalogue() {
    return catalogue;
  }

  /// Returns the effects that calls declare; unknown if the tool is missing or the arguments are
  /// invalid.
  public DescribeEffects.Described describeEffects(DescribeEffects request) {
    return new DescribeEffects.Described(
        request.calls().stream()
            .map(
                call ->
                    registry
                        .find(call.name())
                        .filter(tool -> call.malformed().isEmpty())
                        .map(tool -> declaredEffects(tool, call.arguments()))
                        .map(declared -> withOwn(declared, request.workspace()))
                        .orElse(UNKNOWN))
            .toList());
  }

  /// Adds the effects that the engine declares to those of calls that start processes: the sandbox,
  /// and what undo cannot bring back.
  private List<ToolEffect> withOwn(List<ToolEffect> declared, String workspace) {
    if (declared.stream().noneMatch(ToolHost::startsProcesses)) {
      return declared;
    }
    var effects = new ArrayList<>(declared);
    var tier = shared.sandbox().sandbox().tier();
    if (tier != SandboxTier.NONE) {
      effects.add(new ToolEffect.Confined(tier.name().toLowerCase(Locale.ROOT)));
    }
    try {
      shared
          .changes()
          .findUnsaved(Path.of(workspace), declared)
          .ifPresent(unsaved -> effects.add(new ToolEffect.CannotUndo(unsaved)));
    } catch (IOException | InvalidPathException failure) {
      LOG.log(Level.DEBUG, () -> "Cannot read workspace " + workspace, failure);
    }
    return effects;
  }

  private static boolean startsProcesses(ToolEffect effect) {
    return effect instanceof ToolEffect.RunsCommand
        || effect instanceof ToolEffect.OpensNetwork
        || effect instanceof ToolEffect.Unknown;
  }

  private static List<ToolEffect> declaredEffects(Tool tool, Map<String, Object> arguments) {
    try {
      var effects = tool.effects(new Arguments(arguments));
      return effects.size() > EFFECTS_MAX
          ? UNKNOWN
          : effects.stream().filter(effect -> !isOwn(effect)).toList();
    } catch (RuntimeException | LinkageError | StackOverflowError failure) {
      var name = tool.descriptor().name();
      LOG.log(Level.DEBUG, () -> "Tool " + name + " declared no effects", failure);
      return UNKNOWN;
    }
  }

  private static boolean isOwn(ToolEffect effect) {
    return effect instanceof ToolEffect.Confined || effect instanceof ToolEffect.CannotUndo;
  }

  /// Runs one call. Blocks until it ends. A call that may change files first waits for others in
  /// the same workspace, unless they may run at the same time.
  ///
  /// @return the outcome, also of calls that failed
  /// @throws InterruptedException if the call was cancelled; its processes have ended
  public RunTool.Outcome run(RunTool call) throws InterruptedException {
    shared
        .seenFiles()
        .begin(call.taskId().value(), call.subtaskId().value(), call.stepId().value());
    var tool = registry.find(call.tool());
    var effects = tool.map(each -> declaredEffects(each, call.arguments())).orElse(List.of());
    try (var _ =
        !shared.config().concurrentWrites() && effects.stream().anyMatch(ToolHost::mayChangeFiles)
            ? shared.writeLocks().acquire(call)
            : WriteLocks.WriteLock.NONE) {
      shared.running().acquire();
      try {
        if (closed) {
          throw new InterruptedException("the tool host is closed");
        }
        var start = System.nanoTime();
        var result =
            tool.isPresent() ? checkAndRun(tool.get(), call, effects) : unknownTool(call.tool());
        var durationMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        return new RunTool.Outcome(truncate(result, charsMax(call)), durationMillis);
      } finally {
        shared.running().release();
      }
    } catch (WriteLocks.WaitedTooLongException failure) {
      return new RunTool.Outcome(ToolResult.fail(failure.getMessage()), 0);
    }
  }

  private static boolean mayChangeFiles(ToolEffect effect) {
    return switch (effect) {
      case ToolEffect.ReadsPath read -> false;
      case ToolEffect.ReachesNetwork network -> false;
      case ToolEffect.OpensNetwork network -> false;
      case ToolEffect.Confined sandbox -> false;
      case ToolEffect.CannotUndo files -> false;
      case ToolEffect.ChangesData elsewhere -> false;
      case ToolEffect.NeedsApproval approval -> false;
      case ToolEffect.WritesPath write -> true;
      case ToolEffect.DeletesPath delete -> true;
      case ToolEffect.RunsCommand command -> true;
      case ToolEffect.Unknown unknown -> true;
    };
  }

  private ToolResult checkAndRun(Tool tool, RunTool call, List<ToolEffect> effects)
      throws InterruptedException {
    var error = registry.validator(tool).findError(call.arguments());
    if (error.isPresent()) {
      return ToolResult.fail(
          ToolErrorCode.INVALID_ARGUMENTS,
          "Invalid arguments for '" + call.tool() + "': " + error.get());
    }
    return runWithTimeout(tool, call, effects);
  }

  private ToolResult unknownTool(String name) {
    var suggestions = String.join(", ", NameSuggestions.suggest(name, registry.names()));
    return ToolResult.fail(
        "Unknown tool: %s. Did you mean %s?"
            .formatted(TextTruncator.middle(name, 100), suggestions));
  }

  private ToolResult runWithTimeout(Tool tool, RunTool call, List<ToolEffect> effects)
      throws InterruptedException {
    var recorder = shared.changes().recorderFor(call, effects);
    try (var timeout = new CallTimeout(timeLimit(tool, call), clock)) {
      runningCalls.add(timeout);
      try {
        return ChangeReporting.addTo(
            checkInterrupted(execute(tool, call, effects, timeout, recorder), timeout, tool),
            recorder);
      } catch (InterruptedException exception) {
        if (timeout.isExpired()) {
          return ChangeReporting.addTo(timedOut(tool, timeout), recorder);
        }
        throw exception;
      } finally {
        runningCalls.remove(timeout);
      }
    }
  }

  private static Duration timeLimit(Tool tool, RunTool call) {
    return call.limits()
        .filter(limits -> tool instanceof ShellExecuteTool)
        .map(limits -> Duration.ofSeconds(limits.shellTimeoutSeconds()))
        .orElse(tool.timeLimit());
  }

  private int charsMax(RunTool call) {
    return call.limits().map(CallLimits::outputCharsMax).orElse(shared.config().outputCharsMax());
  }

  /// Handles tools that convert an interrupt into a failure.
  private static ToolResult checkInterrupted(ToolResult result, CallTimeout timeout, Tool tool)
      throws InterruptedException {
    if (result.success()) {
      return result;
    }
    if (timeout.isExpired()) {
      return timedOut(tool, timeout).withOutput(result.output());
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedException("the call was cancelled");
    }
    return result;
  }

  private static ToolResult timedOut(Tool tool, CallTimeout timeout) {
    var seconds = Math.max(1, timeout.limit().toSeconds());
    return ToolResult.fail(
        ToolErrorCode.TIMEOUT,
        "Tool '" + tool.descriptor().name() + "' timed out after " + seconds + "s");
  }

  private ToolResult execute(
      Tool tool,
      RunTool call,
      List<ToolEffect> effects,
      CallTimeout timeout,
      CallChangeRecorder recorder)
      throws InterruptedException {
    var background =
        new BackgroundProcesses.OfTask(shared.background(), call.taskId(), call.stepId(), this);
    var http = new DeclaredHttp(shared.http(), effects, timeout::remaining);
    var progress = new ProgressReporter(message -> publishProgress(call, message), clock);
    try (var context =
        new ToolCallContext(
            call,
            shared.home(),
            timeout,
            recorder,
            background,
            confine(call, effects),
            http,
            progress)) {
      return executeInTime(tool, call, context, timeout);
    } catch (InterruptedException exception) {
      throw exception;
    } catch (ClosedByInterruptException | InterruptedIOException ignored) {
      throw new InterruptedException("the call was cancelled");
    } catch (Exception | LinkageError | StackOverflowError failure) {
      LOG.log(Level.DEBUG, () -> "Tool " + tool.descriptor().name() + " failed", failure);
      return FailureMessages.toResult(failure);
    }
  }

  private Confinement confine(RunTool call, List<ToolEffect> effects) {
    var policy =
        SandboxPolicy.of(
            Path.of(call.workspace()),
            call.taskId().value(),
            effects,
            call.approved(),
            shared.config().processes());
    return shared.sandbox().confine(policy);
  }

  /// Returns the output of the tool and its processes even if it has run out of time.
  private ToolResult executeInTime(
      Tool tool, RunTool call, ToolCallContext context, CallTimeout timeout) throws Exception {
    ToolResult result;
    try {
      result = executeUnlessCompleted(tool, call, context);
    } catch (Exception failure) {
      if (!timeout.isExpired()) {
        throw failure;
      }
      result = ToolResult.fail("");
    }
    if (result == null) {
      return ToolResult.fail("Tool '" + tool.descriptor().name() + "' returned no result");
    }
    if (result.success()) {
      return context.keepBackground(withDataAsOutput(call.tool(), result));
    }
    return timeout.isExpired()
        ? result.withOutput(result.output() + context.unfinishedOutput())
        : result;
  }

  private void publishProgress(RunTool call, String message) {
    var task = call.taskId();
    var shown = shared.bus().secrets().redact(message);
    var event = new ToolProgress(call.subtaskId(), call.stepId(), call.tool(), shown);
    shared.bus().publish(Addresses.TRANSIENT_EVENTS, task.value(), new TransientEvent(task, event));
  }

  /// Executes a call, unless it is repeated and a tool with [CrashPolicy#VERIFY] reports that it
  /// has completed.
  private static ToolResult executeUnlessCompleted(Tool tool, RunTool call, ToolCallContext context)
      throws Exception {
    var arguments = new Arguments(call.arguments());
    if (call.repeated() && tool.onCrash() == CrashPolicy.VERIFY) {
      var completed = tool.findCompleted(arguments, context);
      if (completed.isPresent()) {
        return completed.get();
      }
    }
    return tool.execute(arguments, context);
  }

  /// Shows the data of a plug-in that returned nothing else to the model. Built-in tools say what
  /// the model needs in their text.
  private ToolResult withDataAsOutput(String tool, ToolResult result) {
    var onlyData =
        result.success()
            && result.output().isBlank()
            && result.content().isEmpty()
            && !result.data().isEmpty();
    return onlyData
            && catalogue.find(tool).filter(info -> !info.source().equals(BUILTIN)).isPresent()
        ? result.withOutput(Json.write(result.data()))
        : result;
  }

  private static ToolResult truncate(ToolResult result, int charsMax) {
    var omitted = TextTruncator.omittedByMiddle(result.output(), charsMax);
    var truncated =
        result
            .withOutput(TextTruncator.middle(result.output(), charsMax))
            .withError(TextTruncator.middle(result.error(), charsMax))
            .withContent(
                result.content().stream().map(block -> truncate(block, charsMax)).toList());
    return omitted == 0 ? truncated : truncated.plusData(ToolResult.OMITTED_CHARS, omitted);
  }

  private static ContentBlock truncate(ContentBlock block, int charsMax) {
    return block instanceof ContentBlock.Text text
        ? new ContentBlock.Text(TextTruncator.middle(text.text(), charsMax))
        : block;
  }

  /// Interrupts running calls and waits up to three seconds for their end. Then stops the
  /// background processes that calls of this host have started.
  public void close() throws InterruptedException {
    closed = true;
    runningCalls.forEach(CallTimeout::interrupt);
    var end = System.nanoTime() + CLOSE_TIMEOUT.toNanos();
    while (!runningCalls.isEmpty() && System.nanoTime() - end < 0) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    clock.shutdownNow();
    shared.background().stopStartedBy(this);
  }
}
