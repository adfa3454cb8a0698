package dev.loom.tools.sandbox;

import dev.loom.contracts.config.SandboxMode;
import dev.loom.contracts.tool.CheckSandbox;
import dev.loom.contracts.tool.SandboxTier;
import dev.loom.tools.egress.SandboxProxies;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The sandbox of an engine: the strongest that no self-test can leave.
///
/// @param weaknesses why stronger sandboxes are not used
/// @param proxies open the way to listed hosts; empty if none is listed
public record SandboxSelection(
    SandboxMode mode, Sandbox sandbox, List<String> weaknesses, Optional<SandboxProxies> proxies) {
  private static final Logger LOG = System.getLogger(SandboxSelection.class.getName());

  private static final List<Path> BUBBLEWRAP =
      List.of(
          Path.of("/usr/bin/bwrap"),
          Path.of("/usr/local/bin/bwrap"),
          Path.of("/run/current-system/sw/bin/bwrap"));

  public SandboxSelection(SandboxMode mode, Sandbox sandbox, List<String> weaknesses) {
    this(mode, sandbox, weaknesses, Optional.empty());
  }

  /// Returns the sandbox with a way to listed hosts.
  public SandboxSelection withProxies(SandboxProxies opened) {
    return new SandboxSelection(mode, sandbox, weaknesses, Optional.of(opened));
  }

  /// Returns the hosts that processes reach without the network.
  public List<String> hosts() {
    return sandbox.relaysToProxy()
        ? proxies.map(SandboxProxies::entries).orElse(List.of())
        : List.of();
  }

  /// Returns the confinement of a call.
  public Confinement confine(SandboxPolicy policy) {
    return new Confinement(sandbox, policy, proxies);
  }

  /// Chooses a sandbox. Blocks while processes try to leave it.
  public static SandboxSelection choose(SandboxMode mode, SandboxLayout layout)
      throws InterruptedException {
    var weaknesses = new ArrayList<String>();
    if (mode != SandboxMode.OFF) {
      for (var sandbox : candidates(layout, weaknesses)) {
        var weakness = SandboxSelfTest.findWeakness(sandbox, layout);
        if (weakness.isEmpty()) {
          return new SandboxSelection(mode, sandbox, List.copyOf(weaknesses));
        }
        weaknesses.add(sandbox.tier().name().toLowerCase(Locale.ROOT) + ": " + weakness);
      }
    }
    var unconfined =
        mode == SandboxMode.REQUIRED ? new NoProcesses(weaknesses) : new UnconfinedProcesses();
    return new SandboxSelection(mode, unconfined, List.copyOf(weaknesses));
  }

  /// Returns the sandboxes of this machine, the strongest first. They have not been tested.
  ///
  /// @param weaknesses why others are missing is added to it
  public static List<Sandbox> candidates(SandboxLayout layout, List<String> weaknesses) {
    var candidates = new ArrayList<Sandbox>();
    var bubblewrap = BUBBLEWRAP.stream().filter(Files::isExecutable).findFirst();
    bubblewrap.ifPresent(program -> candidates.add(new BubblewrapSandbox(layout, program)));
    if (bubblewrap.isEmpty()) {
      weaknesses.add("bwrap is not installed (package bubblewrap)");
    }
    if (LandlockSandbox.isAvailable()) {
      candidates.add(new LandlockSandbox(layout));
    } else {
      weaknesses.add("the kernel lacks Landlock " + LandlockSandbox.VERSION_MIN);
    }
    return candidates;
  }

  /// Returns the tier and its description.
  public CheckSandbox.Status status() {
    return new CheckSandbox.Status(sandbox.tier(), describe());
  }

  /// Logs the tier, as a warning where processes are not confined.
  public void log() {
    var confined = sandbox.tier() != SandboxTier.NONE;
    LOG.log(confined ? Level.INFO : Level.WARNING, describe());
  }

  /// Returns the tier, and why it is not a stronger one, in a line for users.
  public String describe() {
    var reasons = weaknesses.isEmpty() ? "" : " (" + String.join("; ", weaknesses) + ")";
    if (mode == SandboxMode.OFF) {
      return "Commands run without a sandbox: tools.sandbox is off.";
    }
    if (sandbox.tier() != SandboxTier.NONE) {
      return "Commands run in a sandbox: "
          + sandbox.tier().name().toLowerCase(Locale.ROOT)
          + reasons
          + "."
          + proxies.map(this::describe).orElse("");
    }
    return mode == SandboxMode.REQUIRED
        ? "No command runs: tools.sandbox is required, and no sandbox holds here" + reasons + "."
        : "Commands run without a sandbox, because none holds here" + reasons + ".";
  }

  private String describe(SandboxProxies listed) {
    return sandbox.relaysToProxy()
        ? " They reach " + String.join(", ", listed.entries()) + "."
        : " They reach none of tools.sandbox_hosts, which needs bubblewrap and perl.";
  }

  /// Refuses all processes.
  private record NoProcesses(List<String> weaknesses) implements Sandbox {
    @Override
    public SandboxTier tier() {
      return SandboxTier.NONE;
    }

    @Override
    public Process start(ProcessBuilder builder, SandboxPolicy policy) throws IOException {
      throw new IOException(
          "No command can run: tools.sandbox is required, and no sandbox holds on this machine ("
              + String.join("; ", weaknesses)
              + ")");
    }
  }
}
