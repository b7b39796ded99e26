# The static binary and nothing else. Build the binary first: ./build.sh publish linux-x64-static
#   docker build -t pollecho .
#   docker run --rm -p 8083:8083 pollecho
# There is no shell in it: a health check has to be a list, ["/pollecho", "client", "--count", "1"].
FROM scratch
LABEL org.opencontainers.image.title="pollecho" \
      org.opencontainers.image.description="A TCP echo server on a poll loop, and a client that verifies and measures it" \
      org.opencontainers.image.licenses="MIT"
ARG BINARY=artifacts/linux-x64-static/pollecho
COPY ${BINARY} /pollecho
USER 65534:65534
EXPOSE 8083
STOPSIGNAL SIGTERM
ENTRYPOINT ["/pollecho"]
CMD ["server", "--bind", "0.0.0.0"]
