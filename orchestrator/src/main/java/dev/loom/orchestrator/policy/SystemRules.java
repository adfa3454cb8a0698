package dev.loom.orchestrator.policy;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Programs that change the machine, other people's processes, or rights.
final class SystemRules {
  private static final Set<String> SYSTEM_PROGRAMS =
      Set.of(
          "sudo",
          "sudoedit",
          "doas",
          "su",
          "pkexec",
          "runuser",
          "gosu",
          "su-exec",
          "run0",
          "setpriv",
          "capsh",
          "newgrp",
          "sg",
          "runas",
          "dzdo",
          "pbrun",
          "mkfs",
          "mkswap",
          "shutdown",
          "reboot",
          "halt",
          "poweroff",
          "init",
          "telinit",
          "shred",
          "wipefs",
          "wipe",
          "fdisk",
          "sfdisk",
          "cfdisk",
          "gdisk",
          "sgdisk",
          "parted",
          "blkdiscard",
          "hdparm",
          "badblocks",
          "chroot",
          "unshare",
          "nsenter",
          "pivot_root",
          "losetup",
          "cryptsetup",
          "mdadm",
          "lvremove",
          "vgremove",
          "pvremove",
          "lvreduce",
          "resize2fs",
          "debugfs",
          "tune2fs",
          "dmsetup",
          "zpool",
          "zfs",
          "btrfs",
          "umount",
          "swapoff",
          "swapon",
          "insmod",
          "modprobe",
          "rmmod",
          "kexec",
          "chattr",
          "setfacl",
          "setcap",
          "useradd",
          "userdel",
          "usermod",
          "groupadd",
          "groupdel",
          "groupmod",
          "adduser",
          "deluser",
          "addgroup",
          "passwd",
          "chpasswd",
          "chsh",
          "chfn",
          "visudo",
          "vipw",
          "at",
          "atrm",
          "launchctl",
          "pkill",
          "killall",
          "killall5",
          "skill",
          "xkill",
          "iptables",
          "ip6tables",
          "nft",
          "ufw",
          "firewall-cmd",
          "iptables-restore",
          "ipset",
          "ebtables",
          "tc",
          "route",
          "ssh",
          "telnet",
          "nc",
          "ncat",
          "netcat",
          "socat",
          "ssh-copy-id",
          "ssh-add",
          "mosh",
          "sshpass",
          "autossh",
          "format",
          "diskpart",
          "diskutil",
          "reg",
          "regedit",
          "schtasks",
          "bcdedit",
          "vssadmin",
          "takeown",
          "cipher",
          "sdelete",
          "net",
          "netsh",
          "wmic",
          "certutil",
          "bitsadmin",
          "mshta",
          "regsvr32",
          "rundll32",
          "scutil",
          "nvram",
          "csrutil",
          "spctl",
          "tmutil",
          "defaults",
          "security",
          "dscl",
          "pmset",
          "kextload",
          "ed",
          "ex",
          "red",
          "update-rc.d",
          "chkconfig",
          "rc-update",
          "loginctl",
          "grub-install",
          "update-grub",
          "efibootmgr",
          "flashrom",
          "fwupdmgr",
          "hwclock",
          "timedatectl",
          "hostnamectl",
          "setenforce",
          "semanage",
          "apparmor_parser",
          "auditctl",
          "dpkg-reconfigure",
          "alternatives",
          "update-alternatives",
          "ldconfig",
          "mkinitcpio",
          "eject",
          "vlock",
          "logrotate",
          "fusermount",
          "fuser",
          "bleachbit",
          "scrub",
          "nwipe",
          "fallocate",
          "rename",
          "prename",
          "enable",
          "hash",
          "bind",
          "complete",
          "fc",
          "history",
          "ghex",
          "uuencode",
          "tftp",
          "ftp",
          "lftp",
          "ngrok",
          "cloudflared",
          "localtunnel",
          "lt",
          "bore",
          "tailscale",
          "wg",
          "wg-quick",
          "pssh",
          "ansible",
          "ansible-playbook",
          "salt",
          "puppet",
          "chef-client",
          "fab",
          "nomad",
          "gpg-connect-agent");

  /// These ask unless every word of theirs is one that only shows.
  private static final Map<String, Set<String>> READ_ONLY_ARGUMENTS =
      Map.ofEntries(
          Map.entry("mount", Set.of()),
          Map.entry("crontab", Set.of("-l")),
          Map.entry(
              "systemctl",
              Set.of(
                  "status",
                  "list-units",
                  "is-active",
                  "is-enabled",
                  "show",
                  "cat",
                  "list-timers",
                  "is-failed",
                  "list-unit-files")),
          Map.entry("service", Set.of("status", "--status-all")),
          Map.entry("sysctl", Set.of("-a", "-n")),
          Map.entry(
              "brew",
              Set.of(
                  "install",
                  "list",
                  "info",
                  "search",
                  "--version",
                  "--prefix",
                  "deps",
                  "outdated",
                  "doctor",
                  "config",
                  "update")),
          Map.entry("ip", Set.of("a", "addr", "route", "link", "show", "-br", "-4", "-6", "r")),
          Map.entry("hash", Set.of("-r")),
          Map.entry("history", Set.of("10", "20")));

  private SystemRules() {}

  static Optional<ActionRisk> assess(ProgramCall call) {
    var name = call.program();
    if (name.equals("ip")
        && call.hasAny("add", "del", "delete", "set", "flush", "change", "replace")) {
      return call.highRisk("It changes the network of the machine");
    }
    var showing = READ_ONLY_ARGUMENTS.get(name);
    if (showing != null) {
      boolean shows =
          call.words().isEmpty()
              || showing.contains(call.argument(0))
              || call.arguments().stream()
                  .anyMatch(
                      word ->
                          showing.contains(word) && word.charAt(0) != '-' && !name.equals("ip"));
      return shows ? Optional.empty() : call.highRisk("It changes the machine, with " + name);
    }
    if (SYSTEM_PROGRAMS.contains(name) || name.startsWith("mkfs.") || name.startsWith("newfs")) {
      return call.highRisk("It changes the machine or reaches beyond it, with " + name);
    }
    return name.equals("kill") && killsMany(call)
        ? call.highRisk("It ends processes it did not start")
        : Optional.empty();
  }

  /// The first `-9` is a signal; a minus after it stands before a whole group of processes.
  private static boolean killsMany(ProgramCall call) {
    if (call.hasAny("-l", "-L", "-0")) {
      return false;
    }
    for (int i = 0; i < call.words().size(); i++) {
      var word = call.words().get(i);
      if (word.hasUnknown()
          || word.isSupplied()
          || Set.of("1", "0", "-1", "-0").contains(word.text())
          || i > 0 && word.text().matches("-[0-9]+")) {
        return true;
      }
    }
    return false;
  }
}
