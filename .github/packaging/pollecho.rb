class Pollecho < Formula
  desc "TCP echo server on a poll loop, and a client that verifies and measures it"
  homepage "@HOMEPAGE@"
  version "@VERSION@"
  license "MIT"

  on_macos do
    on_arm do
      url "@URL@/pollecho-@VERSION@-osx-arm64.tar.gz"
      sha256 "@SHA256:osx-arm64@"
    end
    on_intel do
      url "@URL@/pollecho-@VERSION@-osx-x64.tar.gz"
      sha256 "@SHA256:osx-x64@"
    end
  end

  on_linux do
    on_arm do
      url "@URL@/pollecho-@VERSION@-linux-arm64.tar.gz"
      sha256 "@SHA256:linux-arm64@"
    end
    on_intel do
      url "@URL@/pollecho-@VERSION@-linux-x64.tar.gz"
      sha256 "@SHA256:linux-x64@"
    end
  end

  def install
    bin.install "pollecho"
    man1.install "pollecho.1"
    bash_completion.install "completions/pollecho.bash" => "pollecho"
    zsh_completion.install "completions/_pollecho"
    fish_completion.install "completions/pollecho.fish"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/pollecho --version")
  end
end
