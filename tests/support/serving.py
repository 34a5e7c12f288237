"""Is a platform on this machine answering?"""

import urllib.error
import urllib.request


def answers(address: str) -> bool:
    """Some page comes, even one that refuses; a fault of the server or no server at all is no answer."""
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return answer.status < 500
    except urllib.error.HTTPError as error:
        with error:
            return error.code < 500
    except OSError:
        return False
