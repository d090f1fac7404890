"""A server on this machine that tests talk to in place of a provider."""

import threading
from contextlib import contextmanager
from http.server import ThreadingHTTPServer


class LocalServer:
    """Answers while it is :meth:`running`.

    :ivar url: where it listens, without a slash at the end
    """

    def _listen(self, handler, **attributes):
        """Take a free port.

        :param type handler: ``BaseHTTPRequestHandler`` subclass
        :param attributes: set on the handler, so that it finds what it answers for
        """
        bound = type("Handler", (handler,), attributes)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), bound)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    @contextmanager
    def running(self):
        thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()
