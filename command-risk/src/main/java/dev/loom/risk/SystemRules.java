package dev.loom.risk;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Assesses programs that change the machine, other processes or access rights.
final class SystemRules {
  /// The effect of each program that always needs approval.
  private static final Map<String, String> EFFECTS = new HashMap<>();

  static {
    register(
        "Runs a command as another user",
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
        "pbrun");
    register(
        "Shuts down or restarts the machine",
        "shutdown",
        "reboot",
        "halt",
        "poweroff",
        "init",
        "telinit",
        "kexec",
        "vlock");
    register(
        "Erases files or disks",
        "shred",
        "wipefs",
        "wipe",
        "blkdiscard",
        "sdelete",
        "cipher",
        "bleachbit",
        "scrub",
        "nwipe",
        "badblocks",
        "fallocate");
    register(
        "Changes disks, partitions or file systems",
        "mkfs",
        "mkswap",
        "fdisk",
        "sfdisk",
        "cfdisk",
        "gdisk",
        "sgdisk",
        "parted",
        "hdparm",
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
        "format",
        "diskpart",
        "diskutil",
        "vssadmin",
        "tmutil",
        "eject",
        "fusermount");
    register(
        "Enters another root directory or namespace", "chroot", "unshare", "nsenter", "pivot_root");
    register(
        "Changes the kernel, firmware or boot loader",
        "insmod",
        "modprobe",
        "rmmod",
        "bcdedit",
        "nvram",
        "csrutil",
        "spctl",
        "kextload",
        "grub-install",
        "update-grub",
        "efibootmgr",
        "flashrom",
        "fwupdmgr",
        "mkinitcpio");
    register(
        "Changes file attributes or access control lists",
        "chattr",
        "setfacl",
        "setcap",
        "takeown");
    register(
        "Changes user accounts or passwords",
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
        "dscl");
    register("Schedules or cancels jobs", "at", "atrm", "schtasks");
    register(
        "Changes system services",
        "launchctl",
        "update-rc.d",
        "chkconfig",
        "rc-update",
        "loginctl");
    register("Ends processes by name", "pkill", "killall", "killall5", "skill", "xkill", "fuser");
    register(
        "Changes network or firewall settings",
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
        "net",
        "netsh",
        "scutil",
        "tailscale",
        "wg",
        "wg-quick");
    register(
        "Connects to another machine",
        "ssh",
        "telnet",
        "nc",
        "ncat",
        "netcat",
        "socat",
        "mosh",
        "sshpass",
        "autossh",
        "tftp",
        "ftp",
        "lftp",
        "pssh");
    register(
        "Exposes local services to the network",
        "ngrok",
        "cloudflared",
        "localtunnel",
        "lt",
        "bore");
    register(
        "Manages other machines",
        "ansible",
        "ansible-playbook",
        "salt",
        "puppet",
        "chef-client",
        "fab",
        "nomad");
    register(
        "Changes keys or credentials",
        "ssh-copy-id",
        "ssh-add",
        "security",
        "gpg-connect-agent",
        "certutil");
    register(
        "Changes system settings",
        "reg",
        "regedit",
        "wmic",
        "defaults",
        "pmset",
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
        "logrotate");
    register(
        "Downloads or runs code through a system program",
        "bitsadmin",
        "mshta",
        "regsvr32",
        "rundll32");
    register("Edits files with a script that is not analyzed", "ed", "ex", "red", "ghex");
    register("Renames many files at once", "rename", "prename");
    register(
        "Changes how the shell finds or runs commands",
        "enable",
        "hash",
        "bind",
        "complete",
        "fc",
        "history");
    register("Encodes files", "uuencode");
  }

  /// The arguments with which these programs need no approval, mostly because they only display.
  private static final Map<String, Set<String>> HARMLESS_ARGUMENTS =
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

  /// The effect of a program of [#HARMLESS_ARGUMENTS] with any other arguments.
  private static final Map<String, String> OTHER_EFFECTS =
      Map.of(
          "mount", "Mounts a file system",
          "crontab", "Changes scheduled jobs",
          "systemctl", "Changes system services",
          "service", "Changes system services",
          "sysctl", "Changes kernel settings",
          "brew", "Changes installed software",
          "ip", "Changes network settings",
          "hash", "Changes how the shell finds commands",
          "history", "Changes the shell history");

  private SystemRules() {}

  private static void register(String effect, String... programs) {
    for (var program : programs) {
      EFFECTS.put(program, effect);
    }
  }

  static Optional<RiskAssessment> assess(ProgramCall call) {
    var name = call.program();
    if (name.equals("ip")
        && call.hasAny("add", "del", "delete", "set", "flush", "change", "replace")) {
      return call.highRisk("Changes network settings");
    }
    var harmless = HARMLESS_ARGUMENTS.get(name);
    if (harmless != null) {
      boolean isHarmless =
          call.words().isEmpty()
              || harmless.contains(call.argument(0))
              || call.arguments().stream()
                  .anyMatch(
                      word ->
                          harmless.contains(word) && word.charAt(0) != '-' && !name.equals("ip"));
      return isHarmless ? Optional.empty() : call.highRisk(OTHER_EFFECTS.get(name));
    }
    var effect =
        name.startsWith("mkfs.") || name.startsWith("newfs")
            ? EFFECTS.get("mkfs")
            : EFFECTS.get(name);
    if (effect != null) {
      return call.highRisk(effect);
    }
    return name.equals("kill") && endsForeignProcesses(call)
        ? call.highRisk("Ends processes that this command did not start")
        : Optional.empty();
  }

  /// A number with a hyphen is a signal as the first argument and a process group after it.
  private static boolean endsForeignProcesses(ProgramCall call) {
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
