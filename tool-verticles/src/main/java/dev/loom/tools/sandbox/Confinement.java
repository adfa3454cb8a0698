package dev.loom.tools.sandbox;

import dev.loom.contracts.config.ToolsConfig;
import dev.loom.contracts.tool.SandboxTier;
import dev.loom.tools.change.GuardedFiles;
import dev.loom.tools.egress.SandboxProxies;
import dev.loom.tools.egress.SandboxProxy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A sandbox and what it allows the processes of a call.
///
/// @param proxies open the way to listed hosts, for processes without network
public record Confinement(Sandbox sandbox, SandboxPolicy policy, Optional<SandboxProxies> proxies) {
  private static final ToolsConfig.Processes LIMITS = ToolsConfig.Processes.defaults();

  public Confinement(Sandbox sandbox, SandboxPolicy policy) {
    this(sandbox, policy, Optional.empty());
  }

  /// Returns the confinement of processes that nothing confines.
  public static Confinement none(Path directory) {
    return new Confinement(
        new UnconfinedProcesses(),
        new SandboxPolicy(directory, "", List.of(), false, false, false, LIMITS));
  }

  /// Returns the hosts that processes reach without the network.
  List<String> hosts() {
    return proxies.map(SandboxProxies::entries).orElse(List.of());
  }

  /// Returns which protected files are put back after the call, because the sandbox does not hold
  /// them. Without a sandbox, an approval is one of all that the call does.
  ///
  /// @param approved whether a user approved the call
  public GuardedFiles guardedFiles(boolean approved) {
    boolean holdsExisting = sandbox.tier() == SandboxTier.BUBBLEWRAP && !policy.putsBack();
    if (!approved) {
      return holdsExisting ? GuardedFiles.NEW : GuardedFiles.ALL;
    }
    return sandbox.tier() == SandboxTier.NONE || holdsExisting || policy.isProtectedOpen()
        ? GuardedFiles.NONE
        : GuardedFiles.EXISTING;
  }

  /// Opens the proxy of a process that is going to be started.
  ///
  /// @return empty if the process reaches no listed host, or the whole network
  public Optional<SandboxProxy> openProxy() throws IOException, InterruptedException {
    return policy.network() || !sandbox.relaysToProxy() || proxies.isEmpty()
        ? Optional.empty()
        : Optional.of(proxies.get().open());
  }

  /// Starts a process that reaches no listed host; see [Sandbox#start].
  public Process start(ProcessBuilder builder) throws IOException, InterruptedException {
    return start(builder, Optional.empty());
  }

  /// Starts a process; see [Sandbox#start].
  ///
  /// @param proxy closed when the process ends
  public Process start(ProcessBuilder builder, Optional<SandboxProxy> proxy)
      throws IOException, InterruptedException {
    builder.directory(policy.workspace().toFile());
    if (proxy.isEmpty()) {
      return sandbox.start(builder, policy);
    }
    SandboxProxy.environment().forEach(builder.environment()::putIfAbsent);
    try {
      var process = sandbox.start(builder, policy.withProxy(proxy.get().socket()));
      process.onExit().thenRun(proxy.get()::close);
      return process;
    } catch (IOException | InterruptedException failure) {
      proxy.get().close();
      throw failure;
    }
  }
}
