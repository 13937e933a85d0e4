extension ServerFolderTemplate {
    static let dockerfile = """
        # An image of this server. It builds nothing: put a `slipway` binary for Linux beside this file first.
        #
        #   docker build -t my-slipway .
        #   docker run -p 127.0.0.1:8080:8080 -v slipway-state:/srv/slipway/.slipway my-slipway
        #
        # In a container "127.0.0.1" is the container itself. To be reached from outside it, slipway_serve.json needs
        # "address": "0.0.0.0" with "tls", or with "behind_proxy": true when a proxy in front ends TLS.

        FROM debian:bookworm-slim AS files
        COPY slipway /files/usr/local/bin/slipway
        COPY slipway_serve.json /files/srv/slipway/slipway_serve.json
        RUN chmod 0755 /files/usr/local/bin/slipway \\
            && chmod 0644 /files/srv/slipway/slipway_serve.json \\
            && mkdir -m 0700 /files/srv/slipway/.slipway \\
            && chown -R 10001:10001 /files/srv/slipway/.slipway

        FROM debian:bookworm-slim
        RUN groupadd --system --gid 10001 slipway \\
            && useradd --system --uid 10001 --gid 10001 --home-dir /srv/slipway --shell /usr/sbin/nologin slipway
        COPY --from=files /files/ /
        USER slipway
        WORKDIR /srv/slipway
        # The database and, unless "master_key" says otherwise, the master key. Back it up.
        VOLUME ["/srv/slipway/.slipway"]
        EXPOSE 8080
        STOPSIGNAL SIGTERM
        ENTRYPOINT ["slipway", "serve", "/srv/slipway"]

        """
}
