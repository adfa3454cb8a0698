package dev.loom.tools.sandbox;

import dev.loom.tools.egress.SandboxProxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Leads connections from the loopback address of a network namespace to the Unix socket of a
/// proxy. It listens before it starts the program, and ends with the namespace of its processes.
final class ProxyRelay {
  /// Where processes in the sandbox find the socket.
  static final Path SOCKET = Path.of("/run/loom-proxy");

  private static final Path PERL = Path.of("/usr/bin/perl");

  /// Serves each direction of a connection with a process of its own, so that neither blocks the
  /// other.
  private static final String SCRIPT =
      """
      use strict;
      use Socket;
      my ($port, $path) = splice @ARGV, 0, 2;
      socket(my $server, PF_INET, SOCK_STREAM, 0) or die "socket: $!";
      bind($server, sockaddr_in($port, INADDR_LOOPBACK)) or die "bind: $!";
      listen($server, 128) or die "listen: $!";
      sub copy {
        my ($from, $to) = @_;
        while (sysread $from, my $data, 65536) {
          for (my $sent = 0; $sent < length $data;) {
            $sent += syswrite($to, $data, length($data) - $sent, $sent) || return;
          }
        }
      }
      my $child = fork // die "fork: $!";
      if (!$child) {
        exit if fork;
        open STDIN, '<', '/dev/null';
        open STDOUT, '>', '/dev/null';
        open STDERR, '>', '/dev/null';
        $SIG{CHLD} = 'IGNORE';
        $SIG{PIPE} = 'IGNORE';
        while (1) {
          accept(my $client, $server) or next;
          next if fork;
          socket(my $proxy, PF_UNIX, SOCK_STREAM, 0) or exit;
          connect($proxy, sockaddr_un($path)) or exit;
          my ($from, $to) = fork ? ($client, $proxy) : ($proxy, $client);
          copy($from, $to);
          shutdown $to, 1;
          exit;
        }
      }
      waitpid $child, 0;
      close $server;
      exec { $ARGV[0] } @ARGV or die "exec: $!";
      """;

  /// Arguments before those of the program.
  static final List<String> COMMAND =
      List.of(PERL.toString(), "-e", SCRIPT, "" + SandboxProxy.PORT, SOCKET.toString());

  private ProxyRelay() {}

  static boolean isAvailable() {
    return Files.isExecutable(PERL) && Files.isDirectory(SOCKET.getParent());
  }
}
