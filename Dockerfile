# The static binary and nothing else. Build the binary first: ./build.sh publish linux-x64-static
#   docker build -t pollecho .
#   docker run --rm -p 8083:8083 pollecho
FROM scratch
COPY artifacts/linux-x64-static/pollecho /pollecho
USER 65534:65534
EXPOSE 8083
STOPSIGNAL SIGTERM
ENTRYPOINT ["/pollecho"]
CMD ["server", "--bind", "0.0.0.0"]
